package anchorbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.data.SmallImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person starts it: in a process of its own. */
abstract class CommandTest {
  static final List<String> VECTOR = List.of("--add-modules=jdk.incubator.vector");

  @TempDir private static Path shared;

  @TempDir Path folder;

  @BeforeAll
  static void drawImages() throws IOException {
    SmallImages.writeTo(shared);
  }

  /** A folder of few images; {@code synthetic} draws 70,000 anew for every command. */
  static String images() {
    return shared.toString();
  }

  /** What a process left behind. */
  record Outcome(int exit, String out, String err) {
    /** Without the JVM's own notice about the vector module. */
    List<String> errorLines() {
      return err.lines().filter(line -> !line.startsWith("WARNING: Using incubator")).toList();
    }
  }

  Outcome run(List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.awt.headless=true");
    command.add("-cp");
    command.add(folder.resolve("services") + ":" + System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    try {
      Path out = folder.resolve("stdout");
      Path err = folder.resolve("stderr");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      int exit = process.waitFor();
      return new Outcome(
          exit,
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Outcome run(String... arguments) {
    return run(VECTOR, arguments);
  }

  static void assertFine(Outcome outcome) {
    assertEquals(0, outcome.exit(), outcome.toString());
  }

  String header(String file) throws IOException {
    try (var in = Files.newInputStream(folder.resolve(file))) {
      return new String(in.readNBytes(128), StandardCharsets.ISO_8859_1);
    }
  }
}
