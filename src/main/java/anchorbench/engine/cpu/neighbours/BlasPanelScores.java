package anchorbench.engine.cpu.neighbours;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.cpu.gemm.SmallGemm;
import java.lang.foreign.MemorySegment;

/** By library products, in pieces large enough for one. */
public final class BlasPanelScores implements PanelScores {
  private static final int QUERIES = 32;
  private static final int COLUMNS = 256;

  private final SmallGemm product;

  public BlasPanelScores(SmallGemm product) {
    this.product = product;
  }

  @Override
  public int queries() {
    return QUERIES;
  }

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public int scores(float[] queries, float[] thresholds, int first, Panel panel, float[] scores) {
    for (int i = 0; i < QUERIES; i++) {
      MemorySegment.copy(panel.offsets(), JAVA_FLOAT, 0, scores, i * COLUMNS, COLUMNS);
    }
    product.add(
        QUERIES,
        COLUMNS,
        panel.width(),
        MemorySegment.ofArray(queries).asSlice((long) first * panel.width() * Float.BYTES),
        panel.values(),
        MemorySegment.ofArray(scores));
    int within = 0;
    for (int i = 0; i < QUERIES; i++) {
      within |= isWithin(scores, i * COLUMNS, thresholds[first + i]) ? 1 << i : 0;
    }
    return within;
  }

  private static boolean isWithin(float[] scores, int from, float threshold) {
    boolean within = false;
    for (int c = from; c < from + COLUMNS; c++) {
      within |= scores[c] <= threshold;
    }
    return within;
  }
}
