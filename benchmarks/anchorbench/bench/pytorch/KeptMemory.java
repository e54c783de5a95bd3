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
    /** glibc's alone. */
    final NativeFunction mallopt = bindIfThere("int mallopt(int param, int value)");

    Functions() {
      super("the C library", Linker.nativeLinker().defaultLookup(), CTypes.STANDARD);
    }
  }

  private KeptMemory() {}

  /** From now on, in the whole process. What it did, for whoever reads its figures. */
  static String begin() {
    Functions functions = new Functions();
    try {
      boolean done =
          functions.mallopt.callInt(f -> (int) f.invokeExact(MMAP_MAX, 0)) == 1
              && functions.mallopt.callInt(f -> (int) f.invokeExact(TRIM_THRESHOLD, -1)) == 1;
      return "memory that is freed is " + (done ? "kept (mallopt)" : "given back at once");
    } catch (UnsatisfiedLinkError e) {
      return "memory that is freed is given back as the C library likes: " + e.getMessage();
    }
  }
}
