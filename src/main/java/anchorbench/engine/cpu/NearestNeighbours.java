package anchorbench.engine.cpu;

import anchorbench.engine.cpu.blas.OpenBlas;

/**
 * Exact nearest neighbours. Scores {@code |i|^2 - 2 q.i} in float32 order the candidates up to
 * rounding; the best are ordered anew by distances in double. The full matrix never exists.
 */
final class NearestNeighbours {
  /** Above this, a sorted list of the best costs more than selecting from whole rows. */
  private static final int FEW = 64;

  /**
   * Candidates kept beyond k, so that rounding in the scores loses no neighbour. Where more than
   * this many lie closer together than float32 tells apart, {@link ExactSearch} decides.
   */
  private static final int SPARE = 8;

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

  private NearestNeighbours(float[] queries, float[] index, int width, int k) {
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
  }

  static int[] find(
      Kernels kernels, OpenBlas blas, Crew crew, float[] queries, float[] index, int width, int k) {
    NearestNeighbours search = new NearestNeighbours(queries, index, width, k);
    PanelScores products = kernels.panelScores(blas);
    if (k <= FEW) {
      FewNeighbours.find(kernels, products, crew, search);
    } else {
      ManyNeighbours.find(kernels, products, crew, search);
    }
    return search.nearest;
  }
}
