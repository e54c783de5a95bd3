package anchorbench.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Linux's calls for pages of one's own: mmap(2) and its kin. */
public final class MemoryPages {
  public static final int READ_EXECUTE = 1 | 4;
  static final int HUGE = 14;

  /** What {@link #map} returns if the system refuses. */
  public static final long REFUSED = -1;

  private static final int READ_WRITE = 1 | 2;
  private static final int PRIVATE_ANONYMOUS = 2 | 0x20;

  private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INTEGER = ValueLayout.JAVA_INT;

  /** {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)}. */
  private static final MethodHandle MMAP =
      bind("mmap", FunctionDescriptor.of(SIZE, SIZE, SIZE, INTEGER, INTEGER, INTEGER, SIZE));

  /** {@code int munmap(void *addr, size_t length)}. */
  private static final MethodHandle MUNMAP =
      bind("munmap", FunctionDescriptor.of(INTEGER, SIZE, SIZE));

  /** {@code int madvise(void *addr, size_t length, int advice)}. */
  private static final MethodHandle MADVISE =
      bind("madvise", FunctionDescriptor.of(INTEGER, SIZE, SIZE, INTEGER));

  /** {@code int mprotect(void *addr, size_t length, int prot)}. */
  private static final MethodHandle MPROTECT =
      bind("mprotect", FunctionDescriptor.of(INTEGER, SIZE, SIZE, INTEGER));

  private MemoryPages() {}

  private static MethodHandle bind(String name, FunctionDescriptor type) {
    SymbolLookup libc = Linker.nativeLinker().defaultLookup();
    return Linker.nativeLinker().downcallHandle(libc.findOrThrow(name), type);
  }

  /**
   * Zeroed, writable pages, private to this process.
   *
   * @return their address, or {@link #REFUSED}
   */
  public static long map(long length) {
    try {
      return (long) MMAP.invokeExact(0L, length, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
    } catch (Throwable e) {
      throw new AssertionError("mmap", e);
    }
  }

  /** Gives pages back. */
  static void unmap(long address, long length) {
    try {
      int ignored = (int) MUNMAP.invokeExact(address, length);
    } catch (Throwable e) {
      throw new AssertionError("munmap", e);
    }
  }

  /** Advice, which changes nothing but speed if it is refused. */
  static void advise(long address, long length, int advice) {
    try {
      int ignored = (int) MADVISE.invokeExact(address, length, advice);
    } catch (Throwable e) {
      throw new AssertionError("madvise", e);
    }
  }

  /** Whether the pages may from now on be used in that way, and in no other. */
  public static boolean protect(long address, long length, int use) {
    try {
      return (int) MPROTECT.invokeExact(address, length, use) == 0;
    } catch (Throwable e) {
      throw new AssertionError("mprotect", e);
    }
  }
}
