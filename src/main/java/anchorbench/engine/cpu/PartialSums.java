package anchorbench.engine.cpu;

import anchorbench.memory.NativeMemory;
import java.lang.foreign.MemorySegment;

/**
 * One worker's sums of pixels by class. Its uint16 partial sums stay in the first-level cache and
 * are spilled into int32 before they can overflow.
 */
final class PartialSums {
  /** Images of one class that a uint16 partial sum holds: 257 * 255 is 65,535. */
  static final int MAX_IMAGES = 257;

  /** Rows of partial sums start at multiples of this many numbers: no kernel's vector is wider. */
  private static final int ROW_MULTIPLE = 64;

  private final Kernels kernels;
  private final int pixels;

  /** Images that each class's partial sums hold. */
  final int[] held;

  /** uint16, the row of class c at {@code c * pitch}, to be written up to a multiple of 64. */
  final MemorySegment rows;

  final int pitch;

  /** Images added, by class; complete after {@link #finish}. */
  final int[] counts;

  /** int32 [classes, pixels], complete after {@link #finish}. */
  final int[] sums;

  PartialSums(Kernels kernels, int classes, int pixels) {
    this.kernels = kernels;
    this.pixels = pixels;
    pitch = Math.ceilDiv(pixels, ROW_MULTIPLE) * ROW_MULTIPLE;
    rows = NativeMemory.allocate((long) classes * pitch * Short.BYTES);
    held = new int[classes];
    counts = new int[classes];
    sums = new int[classes * pixels];
  }

  /** To be called before {@code images} of a class, at most {@link #MAX_IMAGES}, are added. */
  void makeRoom(int c, int images) {
    if (held[c] + images > MAX_IMAGES) {
      spill(c);
    }
    held[c] += images;
  }

  void finish() {
    for (int c = 0; c < held.length; c++) {
      spill(c);
    }
  }

  void spill(int c) {
    kernels.spill(rows, (long) c * pitch, sums, c * pixels, pixels);
    counts[c] += held[c];
    held[c] = 0;
  }
}
