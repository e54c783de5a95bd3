package anchorbench.engine.cpu;

import anchorbench.metric.Centroids;
import java.util.Arrays;

/**
 * Exact nearest neighbours. Scores {@code |i|^2 - 2 q.i} in float32 order the candidates up to
 * rounding; the best are ordered anew by distances in double. The full matrix never exists.
 */
final class NearestNeighbours {
  /** Above this, a sorted list of the best costs more than selecting from whole rows. */
  private static final int FEW = 64;

  /**
   * Candidates kept beyond k, so that rounding in the scores loses no neighbour: not unless more
   * than this many lie closer together than float32 tells apart at their distance from the mean, as
   * in a collapsed space; there one of them may stand for another.
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

  /**
   * float32 [queries, width] and [index, width], less the mean of the index. Distances do not
   * change when everything is shifted, but rounding does: it grows with the norms, and the
   * embeddings of a network may all lie far off to one side.
   */
  final float[] shiftedQueries;

  final float[] shiftedIndex;

  /** float32 [index]: {@code |i|^2}, shifted. */
  final float[] norms;

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
    float[] centre = Centroids.of(index, width, new byte[indexCount], 1);
    shiftedIndex = shifted(index, centre);
    shiftedQueries = Arrays.equals(queries, index) ? shiftedIndex : shifted(queries, centre);
    norms = new float[indexCount];
    for (int row = 0; row < indexCount; row++) {
      norms[row] = (float) squaredNorm(shiftedIndex, row, width);
    }
  }

  private static float[] shifted(float[] rows, float[] centre) {
    float[] shifted = new float[rows.length];
    for (int at = 0; at < rows.length; at += centre.length) {
      for (int j = 0; j < centre.length; j++) {
        shifted[at + j] = rows[at + j] - centre[j];
      }
    }
    return shifted;
  }

  static double squaredNorm(float[] rows, int row, int width) {
    double sum = 0;
    for (int at = row * width; at < (row + 1) * width; at++) {
      sum += (double) rows[at] * rows[at];
    }
    return sum;
  }

  static int[] find(Kernels kernels, Crew crew, float[] queries, float[] index, int width, int k) {
    NearestNeighbours search = new NearestNeighbours(queries, index, width, k);
    if (k <= FEW) {
      FewNeighbours.find(kernels, crew, search);
    } else {
      ManyNeighbours.find(kernels, crew, search);
    }
    return search.nearest;
  }
}
