package anchorbench.machine;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/** A fault of the Java that runs this which could change a result. */
public final class JavaFault {
  private static final int FEATURE = 25;
  private static final int FIXED_IN_UPDATE = 3;

  private JavaFault() {}

  /** One sentence with the cure; empty if none is known. */
  public static Optional<String> here() {
    boolean g1 =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .anyMatch(collector -> collector.getName().startsWith("G1"));
    return of(Runtime.version(), g1);
  }

  static Optional<String> of(Runtime.Version version, boolean g1) {
    boolean faulty =
        version.feature() == FEATURE
            && version.interim() == 0
            && version.update() < FIXED_IN_UPDATE;
    if (!faulty || !g1) {
      return Optional.empty();
    }
    return Optional.of(
        "Java "
            + version
            + " may move arrays that native libraries hold, under the G1 collector (JDK-8377811):"
            + " wrong numbers. Cure: JDK 25.0.3 or newer, or JAVA_TOOL_OPTIONS=-XX:+UseParallelGC");
  }
}
