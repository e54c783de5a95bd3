package anchorbench.bench.tensorflow;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/**
 * TensorFlow says on standard error, at every start, what it is compiled for. Only an environment
 * variable keeps that from between our lines, and only before its library is loaded.
 */
final class QuietLog {
  /** From warnings on would be 1; one of them is about how it was compiled. */
  private static final String ERRORS_ONLY = "2";

  private static final System.Logger LOG = System.getLogger(QuietLog.class.getName());

  private static final class Functions extends NativeFunctions {
    final NativeFunction setenv =
        bindIfThere("int setenv(const char *name, const char *value, int overwrite)");

    Functions() {
      super("the C library", Linker.nativeLinker().defaultLookup(), CTypes.STANDARD);
    }
  }

  private QuietLog() {}

  /** Whoever has set the variable keeps it. */
  static void errorsOnly() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom("TF_CPP_MIN_LOG_LEVEL");
      MemorySegment value = arena.allocateFrom(ERRORS_ONLY);
      int failed = new Functions().setenv.callInt(f -> (int) f.invokeExact(name, value, 0));
      if (failed != 0) {
        LOG.log(System.Logger.Level.DEBUG, "setenv failed");
      }
    } catch (UnsatisfiedLinkError e) {
      // Windows has none.
      LOG.log(System.Logger.Level.DEBUG, e.getMessage());
    }
  }
}
