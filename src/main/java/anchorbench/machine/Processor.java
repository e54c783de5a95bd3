package anchorbench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What Linux says of the processor; elsewhere nothing is known but the architecture. */
public final class Processor {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** The {@link #platform} of our machine code and of the oneDNN in the jars. */
  public static final String LINUX_X86_64 = "Linux amd64";

  private Processor() {}

  /** As the system gives it; the architecture where it gives none. */
  public static String name() {
    return value("model name").orElse(System.getProperty("os.arch"));
  }

  /** System and architecture, as the JVM names them: what native code is built for. */
  public static String platform() {
    return System.getProperty("os.name") + " " + System.getProperty("os.arch");
  }

  /** Whether it has instructions by the kernel's name for them, e.g. {@code avx512_bf16}. */
  public static boolean has(String flag) {
    return value("flags").stream()
        .anyMatch(flags -> Arrays.asList(flags.split(" ", -1)).contains(flag));
  }

  /** The first line of that name. */
  private static Optional<String> value(String name) {
    if (!Files.isReadable(CPUINFO)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(CPUINFO)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
