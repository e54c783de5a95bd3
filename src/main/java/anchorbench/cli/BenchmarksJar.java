package anchorbench.cli;

import anchorbench.InputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The jar that has JMH, beside this one; it runs in a JVM of its own. */
final class BenchmarksJar {
  private BenchmarksJar() {}

  /**
   * @return the exit code
   * @throws InputException if the jar is not there
   */
  static int run(String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.awt.headless=true",
            "-Dstdout.encoding=" + System.out.charset(),
            "-Dstderr.encoding=" + System.err.charset(),
            "-cp",
            jar().toString(),
            mainClass));
    command.addAll(arguments);
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new InputException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Main.FAILED;
    }
  }

  static boolean isThere() {
    return Files.exists(path());
  }

  private static Path jar() {
    Path jar = path();
    if (!Files.exists(jar)) {
      throw new InputException(jar + ": not there; build it with mvn verify -Pbench");
    }
    return jar;
  }

  private static Path path() {
    try {
      Path here = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return here.resolveSibling("benchmarks.jar");
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
