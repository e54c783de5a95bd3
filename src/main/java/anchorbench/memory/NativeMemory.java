package anchorbench.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Zeroed memory outside the heap, aligned for vector loads, given back when unreachable. */
public final class NativeMemory {
  /** Bytes that may be read past the end of what was asked for, so that kernels need no tail. */
  public static final int PADDING = 64;

  private static final int CACHE_LINE = 64;
  private static final long HUGE_PAGE = 2 << 20;
  private static final int MADV_HUGEPAGE = 14;

  private NativeMemory() {}

  /**
   * Allocates memory that belongs to the garbage collector.
   *
   * @param bytes size wanted; {@link #PADDING} more are readable
   * @return zeroed segment of {@code bytes + PADDING} bytes, aligned to a cache line or, from 4 MiB
   *     on, to a huge page
   */
  public static MemorySegment allocate(long bytes) {
    return allocate(Arena.ofAuto(), bytes);
  }

  /** As {@link #allocate(long)}, given back when {@code arena} closes. */
  public static MemorySegment allocate(Arena arena, long bytes) {
    long padded = Math.addExact(bytes, PADDING);
    if (padded < 2 * HUGE_PAGE) {
      return arena.allocate(padded, CACHE_LINE);
    }
    // Whole pages, so that the advice covers the end as well.
    long whole = Math.ceilDiv(padded, HUGE_PAGE) * HUGE_PAGE;
    MemorySegment segment = arena.allocate(whole, HUGE_PAGE);
    adviseHugePages(segment);
    return segment.asSlice(0, padded);
  }

  /** float32 elements, zeroed. */
  public static MemorySegment allocateFloats(Arena arena, long count) {
    return allocate(arena, Math.multiplyExact(count, (long) Float.BYTES));
  }

  /**
   * Asks Linux for 2 MiB pages: rows gathered at random miss the TLB far less. Only advice, so
   * other systems and refusals change nothing but speed.
   */
  private static void adviseHugePages(MemorySegment segment) {
    if (MADVISE == null) {
      return;
    }
    try {
      int ignored = (int) MADVISE.invokeExact(segment, segment.byteSize(), MADV_HUGEPAGE);
    } catch (Throwable e) {
      throw new AssertionError("madvise", e);
    }
  }

  /** {@code int madvise(void *addr, size_t length, int advice)}. */
  private static final MethodHandle MADVISE = bindMadvise();

  private static MethodHandle bindMadvise() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return null;
    }
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("madvise")
        .map(
            address ->
                linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT)))
        .orElse(null);
  }
}
