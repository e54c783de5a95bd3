package anchorbench.machine;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * What a run ran on.
 *
 * @param processors those this process may use
 * @param memoryBytes of the machine, 0 if unknown
 */
public record Machine(
    String processor,
    int processors,
    long memoryBytes,
    String operatingSystem,
    String java,
    List<String> javaFlags) {

  public static Machine current() {
    return new Machine(
        Processor.name(),
        Runtime.getRuntime().availableProcessors(),
        memory(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        "%s %s"
            .formatted(System.getProperty("java.vm.vendor"), System.getProperty("java.vm.version")),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /** The same under other flags: those of the JVMs that it started. */
  public Machine withFlags(List<String> flags) {
    return new Machine(
        processor, processors, memoryBytes, operatingSystem, java, List.copyOf(flags));
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  public String headline() {
    return String.format(
        Locale.ROOT,
        "%s, %d processor%s, %.0f GiB, Java %s",
        processor,
        processors,
        processors == 1 ? "" : "s",
        memoryBytes / 0x1p30,
        java);
  }
}
