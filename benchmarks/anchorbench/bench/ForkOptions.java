package anchorbench.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVM arguments of every fork: the manifest's and the parent's do not reach it. */
final class ForkOptions {
  /** Properties that change what an engine is: a fork that lacked them would time another. */
  private static final List<String> HANDED_ON =
      List.of("anchorbench.cuda.path", "anchorbench.cuda.stand-in");

  private ForkOptions() {}

  /**
   * @param more that only some forks get
   */
  static String[] arguments(Path folder, String data, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-D" + ForkFiles.FOLDER + "=" + folder.toAbsolutePath(),
                "-D" + BenchmarkCard.PROPERTY + "=" + BenchmarkCard.ordinal()));
    HANDED_ON.forEach(
        name -> {
          String value = System.getProperty(name);
          if (value != null) {
            arguments.add("-D" + name + "=" + value);
          }
        });
    if (data != null) {
      arguments.add("-D" + BenchmarkImages.DATA + "=" + data);
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
