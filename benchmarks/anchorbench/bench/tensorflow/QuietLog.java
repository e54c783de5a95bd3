package anchorbench.bench.tensorflow;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * TensorFlow says on standard error, at every start, what it is compiled for. Only an environment
 * variable keeps that from between our lines, and only before its library is loaded.
 */
final class QuietLog {
  /** From warnings on would be 1; one of them is about how it was compiled. */
  private static final String ERRORS_ONLY = "2";

  private QuietLog() {}

  /** Whoever has set the variable keeps it. */
  static void errorsOnly() {
    Linker linker = Linker.nativeLinker();
    var pointer = ValueLayout.ADDRESS;
    var number = ValueLayout.JAVA_INT;
    var found = linker.defaultLookup().find("setenv");
    if (found.isEmpty()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      var setenv =
          linker.downcallHandle(
              found.get(), FunctionDescriptor.of(number, pointer, pointer, number));
      int failed =
          (int)
              setenv.invokeExact(
                  arena.allocateFrom("TF_CPP_MIN_LOG_LEVEL"), arena.allocateFrom(ERRORS_ONLY), 0);
      if (failed != 0) {
        System.getLogger(QuietLog.class.getName()).log(System.Logger.Level.DEBUG, "setenv failed");
      }
    } catch (Throwable e) {
      throw new AssertionError("setenv", e);
    }
  }
}
