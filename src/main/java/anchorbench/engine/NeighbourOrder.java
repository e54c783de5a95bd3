package anchorbench.engine;

import java.util.Arrays;

/**
 * The last word on nearest neighbours: candidates that float32 products have found are ordered by
 * distances in double, equal ones by position.
 */
public final class NeighbourOrder {
  private NeighbourOrder() {}

  /**
   * Writes one query's k nearest.
   *
   * @param queries float32 [q, width]
   * @param index float32 [n, width]
   * @param candidates positions in {@code index}, at least k, in any order; sorted by this
   * @param nearest int32 [q, k], row {@code query} written
   */
  public static void order(
      float[] queries,
      int query,
      float[] index,
      int width,
      int[] candidates,
      int k,
      int[] nearest) {
    Arrays.sort(candidates);
    double[] squared = new double[candidates.length];
    for (int c = 0; c < candidates.length; c++) {
      for (int j = 0; j < width; j++) {
        double difference = (double) queries[query * width + j] - index[candidates[c] * width + j];
        squared[c] += difference * difference;
      }
    }
    for (int rank = 0; rank < k; rank++) {
      int best = 0;
      for (int c = 1; c < candidates.length; c++) {
        best = squared[c] < squared[best] ? c : best;
      }
      nearest[query * k + rank] = candidates[best];
      squared[best] = Double.POSITIVE_INFINITY;
    }
  }
}
