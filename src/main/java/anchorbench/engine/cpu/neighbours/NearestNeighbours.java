package anchorbench.engine.cpu.neighbours;

import anchorbench.engine.NeighbourOrder;
import anchorbench.engine.cpu.work.WorkerPool;

/**
 * Exact nearest neighbours. Scores {@code |i|^2 - 2 q.i} in float32 order the candidates up to
 * rounding; the best are ordered anew by distances in double. The full matrix never exists.
 */
public final class NearestNeighbours {
  /** Above this, a sorted list of the best costs more than selecting from whole rows. */
  private static final int FEW = 64;

  /**
   * Candidates kept beyond k, so that rounding in the scores loses no neighbour. Where more than
   * this many lie closer together than float32 tells apart, {@link ExactSearch} decides.
   */
  private static final int SPARE = 8;

  /** In double, by which the best are ordered anew. */
  final NeighbourOrder.Distance distance;

  final float[] queries;
  final float[] index;
  final int width;
  final int queryCount;
  final int indexCount;

  /** Neighbours wanted. */
  final int k;

  /** Candidates of each query that are ordered in double. */
  final int kept;

  /** int32 [queries, k]. */
  final int[] nearest;

  /** Of the candidates; writes {@link #nearest}. */
  final NeighbourOrder order;

  private NearestNeighbours(
      NeighbourOrder.Distance distance, float[] queries, float[] index, int width, int k) {
    this.distance = distance;
    this.queries = queries;
    this.index = index;
    this.width = width;
    this.k = k;
    queryCount = queries.length / width;
    indexCount = index.length / width;
    if (k > indexCount) {
      throw new IllegalArgumentException(k + " neighbours of " + indexCount + " rows");
    }
    kept = Math.min(k + SPARE, indexCount);
    nearest = new int[Math.multiplyExact(queryCount, k)];
    order = new NeighbourOrder(distance, queries, index, width, k, nearest);
  }

  /**
   * As {@link anchorbench.engine.Engine#nearest}, by all of the workers.
   *
   * @param distance in double, by which candidates are put in order
   * @param scores by which they are found
   */
  public static int[] find(
      NeighbourOrder.Distance distance,
      PanelScores scores,
      WorkerPool workers,
      float[] queries,
      float[] index,
      int width,
      int k) {
    NearestNeighbours search = new NearestNeighbours(distance, queries, index, width, k);
    if (k <= FEW) {
      FewNeighbours.find(search, scores, workers);
    } else {
      ManyNeighbours.find(search, scores, workers);
    }
    return search.nearest;
  }
}
