package anchorbench.engine.cpu.neighbours;

import java.lang.foreign.MemorySegment;

/** Scores of a few queries against a panel of {@link IndexPanels}. */
public interface PanelScores {
  /**
   * Rows side by side.
   *
   * @param values float32 [width, columns]
   * @param offsets float32 [columns]
   */
  record Panel(MemorySegment values, MemorySegment offsets, int width) {}

  /** Queries taken at once, at most 32. */
  int queries();

  /** Columns of a panel. */
  int columns();

  /**
   * Scores {@code offsets[c] + queries[first + i, :] . values[:, c]}.
   *
   * @param queries float32 [*, width], as many as are taken at once read from row {@code first} on
   * @param thresholds float32, of each of the queries' rows
   * @param scores float32 [queries, columns], written for queries whose bit is set
   * @return bit i set where a score of query {@code first + i} does not lie above its threshold
   */
  int scores(float[] queries, float[] thresholds, int first, Panel panel, float[] scores);
}
