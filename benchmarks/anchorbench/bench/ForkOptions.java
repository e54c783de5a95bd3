package anchorbench.bench;

import anchorbench.source.ImageChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JVM arguments of every fork: the manifest's and the parent's do not reach it. */
final class ForkOptions {
  /** Properties that change what is timed: a fork that lacked them would time something else. */
  private static final List<String> HANDED_ON =
      List.of(
          "anchorbench.cuda.path",
          "anchorbench.cuda.stand-in",
          "anchorbench.cuda.step",
          "anchorbench.cuda.convolutions",
          "anchorbench.cache");

  private ForkOptions() {}

  /**
   * @param more that only some forks get
   */
  static String[] arguments(Path folder, ImageChoice data, String... more) {
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
      arguments.add("-D" + BenchmarkImages.DATA + "=" + data.text());
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
