package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.data.LabelledImages;
import anchorbench.memory.NativeMemory;
import anchorbench.triplet.AnchorTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes scaled rows of pixels; one for each thread. */
final class RowGather {
  /** 256 rows of 784 bytes stay in the second-level cache. */
  private static final int STAGED_ROWS = 256;

  private final Kernels kernels;
  private final MemorySegment staged;

  RowGather(Kernels kernels, Arena arena, int pixels) {
    this.kernels = kernels;
    this.staged = NativeMemory.allocate(arena, (long) STAGED_ROWS * pixels);
  }

  /**
   * Rows {@code from} to {@code to} of {@code out}, which are images.
   *
   * @param imageOfRow image of each row of {@code out}
   */
  void images(
      LabelledImages images, int[] imageOfRow, int from, int to, float scale, MemorySegment out) {
    kernels.gather(images, imageOfRow, from, to, scale, out, staged);
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
