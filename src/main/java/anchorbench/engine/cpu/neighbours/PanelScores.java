package anchorbench.engine.cpu.neighbours;

import java.lang.foreign.MemorySegment;

/** Scores of a few queries against a panel of {@link IndexPanels}. */
public interface PanelScores {
  /** Queries taken at once, at most 32. */
  int queries();

  /** Columns of a panel. */
  int columns();

  /**
   * Scores {@code offsets[c] + queries[i, :] . panel[:, c]}.
   *
   * @param queries float32, query i from {@code queryAt + i * width} on
   * @param panel float32 [width, columns] from {@code panelAt} on
   * @param offsets float32 [columns] from {@code offsetsAt} on
   * @param thresholds query i's at {@code thresholdsAt + i}
   * @param scores float32 [queries, columns], written for queries whose bit is set
   * @return bit i set where a score of query i does not lie above its threshold
   */
  int scores(
      float[] queries,
      int queryAt,
      int width,
      MemorySegment panel,
      long panelAt,
      MemorySegment offsets,
      long offsetsAt,
      float[] thresholds,
      int thresholdsAt,
      float[] scores);
}
