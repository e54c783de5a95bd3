package anchorbench.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Anonymous memory in 2 MiB pages, where Linux grants them: rows gathered at random miss the TLB
 * far less. The advice must come before the first touch, so this maps memory itself; {@code Arena}
 * would have zeroed it by then.
 */
final class HugePages {
  static final long PAGE = 2 << 20;

  private static final int PROT_READ_WRITE = 1 | 2;
  private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
  private static final int MADV_HUGEPAGE = 14;

  /** {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)}. */
  private final MethodHandle mmap;

  /** {@code int munmap(void *addr, size_t length)}. */
  private final MethodHandle munmap;

  /** {@code int madvise(void *addr, size_t length, int advice)}. */
  private final MethodHandle madvise;

  private HugePages() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup libc = linker.defaultLookup();
    ValueLayout.OfInt integer = ValueLayout.JAVA_INT;
    ValueLayout.OfLong size = ValueLayout.JAVA_LONG;
    mmap =
        linker.downcallHandle(
            libc.findOrThrow("mmap"),
            FunctionDescriptor.of(size, size, size, integer, integer, integer, size));
    munmap =
        linker.downcallHandle(
            libc.findOrThrow("munmap"), FunctionDescriptor.of(integer, size, size));
    madvise =
        linker.downcallHandle(
            libc.findOrThrow("madvise"), FunctionDescriptor.of(integer, size, size, integer));
  }

  /** The calls, or null on a system without them. */
  static final HugePages INSTANCE =
      System.getProperty("os.name").equals("Linux") ? new HugePages() : null;

  /**
   * Maps zeroed memory that is unmapped when {@code arena} closes.
   *
   * @return aligned to a huge page
   */
  MemorySegment map(Arena arena, long bytes) {
    // One page more, to find an aligned start in; untouched pages cost nothing.
    long length = Math.ceilDiv(bytes, PAGE) * PAGE + PAGE;
    try {
      long address =
          (long) mmap.invokeExact(0L, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
      if (address == -1) {
        throw new OutOfMemoryError("mmap of " + length + " bytes refused");
      }
      long aligned = Math.ceilDiv(address, PAGE) * PAGE;
      // Refused advice changes nothing but speed.
      int ignored = (int) madvise.invokeExact(aligned, length - PAGE, MADV_HUGEPAGE);
      return MemorySegment.ofAddress(aligned)
          .reinterpret(bytes, arena, segment -> unmap(address, length));
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("mmap", e);
    }
  }

  private void unmap(long address, long length) {
    try {
      int ignored = (int) munmap.invokeExact(address, length);
    } catch (Throwable e) {
      throw new AssertionError("munmap", e);
    }
  }
}
