package anchorbench.engine.cpu.neighbours;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Rows as {@link PanelScores} reads them: a few side by side, number by number. */
final class IndexPanels {
  final int columns;
  final int count;
  private final PanelScores products;
  private final int[] order;

  /** Their offsets are squared norms, infinite where there is no row: nobody's nearest. */
  private final PanelScores.Panel[] panels;

  /**
   * @param order row numbers as they follow in the panels
   * @param rows float32 [*, width]
   */
  IndexPanels(Arena arena, PanelScores products, int[] order, int width, float[] rows) {
    this.order = order;
    this.products = products;
    columns = products.columns();
    count = Math.ceilDiv(order.length, columns);
    panels = new PanelScores.Panel[count];
    long normBytes = (long) columns * Float.BYTES;
    long valueBytes = width * normBytes;
    MemorySegment values = NativeMemory.allocate(arena, count * valueBytes);
    MemorySegment norms = NativeMemory.allocate(arena, count * normBytes);
    for (int p = 0; p < count; p++) {
      panels[p] =
          new PanelScores.Panel(
              values.asSlice(p * valueBytes, valueBytes),
              norms.asSlice(p * normBytes, normBytes),
              width);
      fill(panels[p], p * columns, rows);
    }
  }

  private void fill(PanelScores.Panel panel, int place, float[] rows) {
    for (int c = 0; c < columns; c++) {
      boolean exists = place + c < order.length;
      float norm = exists ? fill(panel, c, order[place + c], rows) : Float.POSITIVE_INFINITY;
      panel.offsets().setAtIndex(JAVA_FLOAT, c, norm);
    }
  }

  /** Writes one column and returns its squared norm. */
  private float fill(PanelScores.Panel panel, int column, int row, float[] rows) {
    int width = panel.width();
    double norm = 0;
    for (int j = 0; j < width; j++) {
      float value = rows[row * width + j];
      panel.values().setAtIndex(JAVA_FLOAT, (long) j * columns + column, value);
      norm += (double) value * value;
    }
    return (float) norm;
  }

  /** Row in a column of a panel, or -1. */
  int row(int panel, int column) {
    int place = panel * columns + column;
    return place < order.length ? order[place] : -1;
  }

  /**
   * {@code |i|^2 - 2 q.i} of queries against a panel's rows, as {@link PanelScores#scores} has it.
   *
   * @param queries times -2
   */
  int scores(int panel, float[] queries, float[] thresholds, int first, float[] scores) {
    return products.scores(queries, thresholds, first, panels[panel], scores);
  }
}
