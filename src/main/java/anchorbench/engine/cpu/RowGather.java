package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.data.PixelScaling;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes scaled rows of pixels, float32 [*, pixels]; one for each thread. */
final class RowGather {
  /** 256 rows of 784 bytes stay in the second-level cache. */
  private static final int STAGED_ROWS = 256;

  private final Kernels kernels;
  private final RowSource source;
  private final MemorySegment staged;

  RowGather(Kernels kernels, Arena arena, RowSource source) {
    this.kernels = kernels;
    this.source = source;
    this.staged = NativeMemory.allocate(arena, (long) STAGED_ROWS * source.pixels());
  }

  /**
   * Rows {@code from} to {@code to} of {@code out}, which are images.
   *
   * @param imageOfRow image of each row of {@code out}
   */
  void images(int[] imageOfRow, int from, int to, MemorySegment out) {
    kernels.gather(source.images(), imageOfRow, from, to, source.scaling(), out, staged);
  }

  /** Rows 0 to {@code count} of {@code out}, which are rows of the table: too few to hurry. */
  void table(int[] tableRows, int count, MemorySegment out) {
    int pixels = source.pixels();
    float[] values = source.table().values();
    PixelScaling scaling = source.scaling();
    int plane = scaling.plane(pixels);
    for (int row = 0; row < count; row++) {
      int from = tableRows[row] * pixels;
      for (int p = 0; p < pixels; p++) {
        float scaled = scaling.scaled(values[from + p], p / plane);
        out.setAtIndex(JAVA_FLOAT, (long) row * pixels + p, scaled);
      }
    }
  }
}
