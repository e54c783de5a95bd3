package anchorbench.engine;

import anchorbench.machine.LibraryFolder;
import java.util.function.Supplier;

/**
 * Whether an engine runs here. An absent one is a row with a reason wherever engines are listed.
 */
public sealed interface Probe {
  String name();

  /** It runs; the engine is open and belongs to the caller. */
  record Ready(String name, Engine engine) implements Probe {}

  /** The same, but it only takes part in the benchmarks. */
  record OnlyTimed(String name, TimedEngine engine) implements Probe {}

  /** It does not. */
  record Absent(String name, String reason) implements Probe {}

  /** An engine whose libraries did not load from JavaCPP's folder. */
  static Absent notLoaded(String name, String what, Throwable e, String cure) {
    return notLoaded(name, what, e, LibraryFolder::ofJavaCpp, cure);
  }

  /**
   * An engine whose libraries did not load.
   *
   * @param what does not load, as the sentence begins: "libtorch does not load"
   * @param e what was thrown; a class that is not there means a build without the library
   * @param folder that they were to be loaded from; asked for only where the library is there
   * @param cure where it was not left out and nothing is wrong with the folder
   */
  static Absent notLoaded(
      String name, String what, Throwable e, Supplier<LibraryFolder> folder, String cure) {
    if (e instanceof NoClassDefFoundError && e.getCause() instanceof ClassNotFoundException) {
      return new Absent(name, "left out of this build (-Pslim). Cure: build without it.");
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    String sentences = folder.get().cure(e).orElse("Cure: " + cure + ".");
    return new Absent(name, "%s (%s). %s".formatted(what, reason, sentences));
  }
}
