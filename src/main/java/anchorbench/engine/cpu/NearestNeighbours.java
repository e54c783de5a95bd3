package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.NeighbourOrder;
import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.blas.OpenBlas.Read;
import anchorbench.memory.NativeMemory;
import anchorbench.metric.Centroids;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exact nearest neighbours. Products of query and index blocks give {@code |i|^2 - 2 q.i}, which
 * orders candidates up to float32 rounding; the few best are ordered anew by distances in double.
 * The full matrix of distances never exists.
 */
final class NearestNeighbours {
  /** Of 64 x 2048, 128 x 1024, 256 x 512 and 512 x 512 the last multiplied fastest, by a third. */
  private static final int QUERY_BLOCK = 512;

  private static final int INDEX_BLOCK = 512;

  /** Queries whose distances to the whole index exist at once. */
  private static final int WHOLE_ROWS = 64;

  /** Above this, a sorted list of the best costs more than selecting from whole rows. */
  private static final int FEW = 64;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  /** Candidates kept beyond k, so that rounding in the products cannot lose a neighbour. */
  private static final int SPARE = 8;

  private final Kernels kernels;
  private final OpenBlas blas;
  private final float[] queries;
  private final float[] index;
  private final int width;
  private final int k;
  private final int kept;
  private final MemorySegment queryValues;
  private final MemorySegment indexValues;
  private final MemorySegment norms;
  private final int[] nearest;

  private NearestNeighbours(
      Kernels kernels,
      OpenBlas blas,
      Arena arena,
      float[] queries,
      float[] index,
      int width,
      int k) {
    this.kernels = kernels;
    this.blas = blas;
    this.queries = queries;
    this.index = index;
    this.width = width;
    this.k = k;
    this.kept = Math.min(k + SPARE, index.length / width);
    float[] centre = Centroids.of(index, width, new byte[index.length / width], 1);
    queryValues = centred(arena, queries, centre);
    indexValues = centred(arena, index, centre);
    norms = NativeMemory.allocateFloats(arena, index.length / width);
    for (int i = 0; i < index.length / width; i++) {
      norms.setAtIndex(JAVA_FLOAT, i, (float) squaredNorm(indexValues, i));
    }
    nearest = new int[queries.length / width * k];
  }

  static int[] find(
      Kernels kernels, OpenBlas blas, Crew crew, float[] queries, float[] index, int width, int k) {
    if (k > index.length / width) {
      throw new IllegalArgumentException(k + " neighbours of " + index.length / width + " rows");
    }
    try (Arena arena = Arena.ofShared()) {
      NearestNeighbours work =
          new NearestNeighbours(kernels, blas, arena, queries, index, width, k);
      AtomicInteger next = new AtomicInteger();
      int count = queries.length / width;
      boolean few = k <= FEW;
      int rows = few ? QUERY_BLOCK : WHOLE_ROWS;
      long columns = few ? INDEX_BLOCK : index.length / width;
      crew.run(
          worker -> {
            MemorySegment products = NativeMemory.allocateFloats(arena, rows * columns);
            int from = next.getAndAdd(rows);
            for (; from < count; from = next.getAndAdd(rows)) {
              int to = Math.min(count, from + rows);
              if (few) {
                work.fewOfBlock(from, to, products);
              } else {
                work.manyOfBlock(from, to, products);
              }
            }
          });
      return work.nearest;
    }
  }

  /**
   * Distances do not change when everything is shifted, but rounding does: it grows with the norms,
   * and the embeddings of a network may all lie far off to one side.
   */
  private static MemorySegment centred(Arena arena, float[] values, float[] centre) {
    MemorySegment shifted = NativeMemory.allocateFloats(arena, values.length);
    for (int at = 0; at < values.length; at += centre.length) {
      for (int j = 0; j < centre.length; j++) {
        shifted.setAtIndex(JAVA_FLOAT, at + j, values[at + j] - centre[j]);
      }
    }
    return shifted;
  }

  private double squaredNorm(MemorySegment rows, int row) {
    double sum = 0;
    for (int j = row * width; j < (row + 1) * width; j++) {
      double value = rows.getAtIndex(JAVA_FLOAT, j);
      sum += value * value;
    }
    return sum;
  }

  /** The rows of distances exist whole, for a block of queries. */
  private void manyOfBlock(int from, int to, MemorySegment products) {
    int indexCount = index.length / width;
    multiply(from, to, 0, indexCount, products);
    SmallestScores smallest = new SmallestScores(kernels, norms, indexCount, kept);
    int[] candidates = new int[kept];
    float[] scores = new float[kept];
    for (int q = 0; q < to - from; q++) {
      smallest.find(products, (long) q * indexCount, candidates, scores);
      double rounding = rounding(from + q, candidates);
      NeighbourOrder.orderSorted(
          queries, from + q, index, width, candidates, scores, rounding, k, nearest);
    }
  }

  /**
   * By how much a score {@code |i|^2 - 2 q.i} in float32 may be off: the product by {@code width}
   * roundings of {@code |q||i|}, twice; the norm and the difference by one each (Higham 2002,
   * section 3.1); and the distance itself by one of each shifted number.
   */
  private double rounding(int query, int[] candidates) {
    float largest = 0;
    for (int candidate : candidates) {
      largest = Math.max(largest, norms.getAtIndex(JAVA_FLOAT, candidate));
    }
    double own = Math.sqrt(squaredNorm(queryValues, query));
    double other = Math.sqrt(largest);
    double shift = 2 * (own + other) * (own + other);
    return UNIT * (2 * (width + 2) * own * other + 3 * largest + shift);
  }

  /** {@code products [to - from, columns] = queries index^T}. */
  private void multiply(int from, int to, int start, int columns, MemorySegment products) {
    blas.sgemm(
        Read.AS_IS,
        Read.TRANSPOSED,
        to - from,
        columns,
        width,
        queryValues.asSlice((long) from * width * Float.BYTES),
        width,
        indexValues.asSlice((long) start * width * Float.BYTES),
        width,
        0,
        products,
        columns);
  }

  private void fewOfBlock(int from, int to, MemorySegment products) {
    int indexCount = index.length / width;
    float[] best = new float[(to - from) * kept];
    int[] candidates = new int[(to - from) * kept];
    Arrays.fill(best, Float.POSITIVE_INFINITY);
    for (int start = 0; start < indexCount; start += INDEX_BLOCK) {
      int columns = Math.min(INDEX_BLOCK, indexCount - start);
      multiply(from, to, start, columns, products);
      for (int q = 0; q < to - from; q++) {
        keepBest(q, start, columns, products, best, candidates);
      }
    }
    for (int q = 0; q < to - from; q++) {
      NeighbourOrder.order(
          queries,
          from + q,
          index,
          width,
          Arrays.copyOfRange(candidates, q * kept, (q + 1) * kept),
          k,
          nearest);
    }
  }

  /** Merges one query's distances to a block of the index into its sorted candidates. */
  private void keepBest(
      int q, int start, int columns, MemorySegment products, float[] best, int[] candidates) {
    int first = q * kept;
    int last = first + kept - 1;
    long productsAt = (long) q * columns;
    int j = kernels.nextBelow(products, productsAt, norms, start, 0, columns, best[last]);
    while (j < columns) {
      float distance =
          norms.getAtIndex(JAVA_FLOAT, start + j)
              - 2 * products.getAtIndex(JAVA_FLOAT, productsAt + j);
      int at = last;
      for (; at > first && best[at - 1] > distance; at--) {
        best[at] = best[at - 1];
        candidates[at] = candidates[at - 1];
      }
      best[at] = distance;
      candidates[at] = start + j;
      j = kernels.nextBelow(products, productsAt, norms, start, j + 1, columns, best[last]);
    }
  }
}
