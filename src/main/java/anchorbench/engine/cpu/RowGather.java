package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.data.LabelledImages;
import anchorbench.memory.NativeMemory;
import anchorbench.triplet.AnchorTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes scaled rows of pixels; one for each thread. */
final class RowGather {
  /**
   * Rows copied before they are converted. Rows lie at random in memory: copying many in a row
   * keeps several cache misses in flight, where converting one waits for that one. 256 rows of 784
   * bytes stay in the second-level cache. On two cores 384 rows took 42 us this way and 72 us
   * converted in place, 3,072 rows 350 us and 570 us.
   */
  private static final int STAGED_ROWS = 256;

  private final Kernels kernels;
  private final MemorySegment staged;
  private final int pixels;

  RowGather(Kernels kernels, Arena arena, int pixels) {
    this.kernels = kernels;
    this.pixels = pixels;
    this.staged = NativeMemory.allocate(arena, (long) STAGED_ROWS * pixels);
  }

  /**
   * Rows {@code from} to {@code to} of {@code out}, which are images.
   *
   * @param imageOfRow image of each row of {@code out}
   */
  void images(
      LabelledImages images, int[] imageOfRow, int from, int to, float scale, MemorySegment out) {
    for (int row = from; row < to; row += STAGED_ROWS) {
      int count = Math.min(STAGED_ROWS, to - row);
      for (int i = 0; i < count; i++) {
        MemorySegment.copy(
            images.pixels(),
            (long) imageOfRow[row + i] * pixels,
            staged,
            (long) i * pixels,
            pixels);
      }
      kernels.scalePixels(staged, 0, scale, out, (long) row * pixels, count * pixels);
    }
  }

  /** Rows 0 to {@code count} of {@code out}, which are rows of a table: too few to hurry. */
  static void table(AnchorTable table, int[] tableRows, int count, float scale, MemorySegment out) {
    int pixels = table.pixels();
    float[] values = table.values();
    for (int row = 0; row < count; row++) {
      int from = tableRows[row] * pixels;
      for (int p = 0; p < pixels; p++) {
        out.setAtIndex(JAVA_FLOAT, (long) row * pixels + p, values[from + p] * scale);
      }
    }
  }
}
