package anchorbench.bench.pytorch;

import anchorbench.foreign.CTypes;
import anchorbench.foreign.NativeFunction;
import anchorbench.foreign.NativeFunctions;
import java.lang.foreign.Linker;

/**
 * Has the C library keep what is freed. A convolution's activations are so large that glibc would
 * ask the kernel for each of them anew, and clear page after page. PyTorch in Python is started so,
 * too.
 */
final class KeptMemory {
  private static final int TRIM_THRESHOLD = -1;
  private static final int MMAP_MAX = -4;

  private static final class Functions extends NativeFunctions {
    private final NativeFunction mallopt = bind("int mallopt(int param, int value)");

    Functions() {
      super("the C library", Linker.nativeLinker().defaultLookup(), CTypes.STANDARD);
    }

    void set(int parameter, int value, String variable) {
      if (System.getenv(variable) == null
          && mallopt.callInt(f -> (int) f.invokeExact(parameter, value)) != 1) {
        throw new IllegalStateException("mallopt(%s, %s) was refused".formatted(parameter, value));
      }
    }
  }

  private KeptMemory() {}

  /** From now on, in the whole process; but for what a user has set. */
  static void begin() {
    if (Linker.nativeLinker().defaultLookup().find("mallopt").isPresent()) {
      Functions functions = new Functions();
      functions.set(MMAP_MAX, 0, "MALLOC_MMAP_MAX_");
      functions.set(TRIM_THRESHOLD, -1, "MALLOC_TRIM_THRESHOLD_");
    }
  }
}
