package anchorbench.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Zeroed memory outside the heap, aligned for vector loads.
 *
 * <p>Never from a confined arena: once loops have met one, JDK 25's compiler moves the check of its
 * owner out of the branch it stands in, fails on every shared segment and compiles the loop anew,
 * some hundred times: training took three times as long for its first half minute. Even one that
 * was used and closed before training makes every later step 2 % slower.
 */
public final class NativeMemory {
  /** Bytes that may be read past the end of what was asked for, so that kernels need no tail. */
  public static final int PADDING = 64;

  private static final int CACHE_LINE = 64;

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
    return padded >= 2 * HugePages.PAGE && HugePages.areOffered()
        ? HugePages.map(arena, padded)
        : arena.allocate(padded, CACHE_LINE);
  }

  /** float32 elements, zeroed. */
  public static MemorySegment allocateFloats(Arena arena, long count) {
    return allocate(arena, Math.multiplyExact(count, (long) Float.BYTES));
  }
}
