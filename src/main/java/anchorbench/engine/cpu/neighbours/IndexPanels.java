package anchorbench.engine.cpu.neighbours;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Rows as {@link PanelScores} reads them: a few side by side, number by number. */
final class IndexPanels {
  final int columns;
  private final PanelScores products;
  final int count;
  private final int width;
  private final int[] order;

  /** float32 [count, width, columns]. */
  private final MemorySegment values;

  /** float32 [count, columns], squared; infinite where there is no row: nobody's nearest. */
  private final MemorySegment norms;

  /**
   * @param order row numbers as they follow in the panels
   * @param rows float32 [*, width]
   */
  IndexPanels(Arena arena, PanelScores products, int[] order, int width, float[] rows) {
    this.order = order;
    this.width = width;
    this.products = products;
    columns = products.columns();
    count = Math.ceilDiv(order.length, columns);
    values = NativeMemory.allocateFloats(arena, (long) count * width * columns);
    norms = NativeMemory.allocateFloats(arena, (long) count * columns);
    for (int i = 0; i < count * columns; i++) {
      norms.setAtIndex(JAVA_FLOAT, i, i < order.length ? fill(i, rows) : Float.POSITIVE_INFINITY);
    }
  }

  /** Writes one column and returns its squared norm. */
  private float fill(int place, float[] rows) {
    long at = (long) (place / columns) * width * columns + place % columns;
    double norm = 0;
    for (int j = 0; j < width; j++) {
      float value = rows[order[place] * width + j];
      values.setAtIndex(JAVA_FLOAT, at + (long) j * columns, value);
      norm += (double) value * value;
    }
    return (float) norm;
  }

  /** Row in a column of a panel, or -1. */
  int row(int panel, int column) {
    int place = panel * columns + column;
    return place < order.length ? order[place] : -1;
  }

  /** {@code |i|^2 - 2 q.i} of queries, which come times -2, against a panel's rows. */
  int scores(
      int panel,
      float[] queries,
      int queryAt,
      float[] thresholds,
      int thresholdsAt,
      float[] scores) {
    return products.scores(
        queries,
        queryAt,
        width,
        values,
        (long) panel * width * columns,
        norms,
        (long) panel * columns,
        thresholds,
        thresholdsAt,
        scores);
  }
}
