package anchorbench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor's name. */
public final class Processor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** As the system gives it; the architecture where it gives none. */
  public static String name() {
    if (Files.isReadable(CPUINFO)) {
      try (var lines = Files.lines(CPUINFO)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getProperty("os.arch");
  }
}
