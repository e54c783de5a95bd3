package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.NeighbourOrder;
import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.blas.OpenBlas.Read;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A search for many neighbours, as R-precision wants them: the scores of a few queries against the
 * whole index exist at once, and the smallest of each row are selected.
 */
final class ManyNeighbours {
  /** Queries whose scores against the whole index exist at once. */
  private static final int ROWS = 64;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  private final Kernels kernels;
  private final OpenBlas blas;
  private final NearestNeighbours search;

  /** float32, shifted: [queries, width], [index, width], [index]. */
  private final MemorySegment queries;

  private final MemorySegment index;
  private final MemorySegment norms;

  private ManyNeighbours(Kernels kernels, OpenBlas blas, Arena arena, NearestNeighbours search) {
    this.kernels = kernels;
    this.blas = blas;
    this.search = search;
    queries = NativeMemory.allocateFloats(arena, search.queries.length);
    index = NativeMemory.allocateFloats(arena, search.index.length);
    norms = NativeMemory.allocateFloats(arena, search.indexCount);
    for (int row = 0; row < search.queryCount; row++) {
      for (int j = 0; j < search.width; j++) {
        queries.setAtIndex(JAVA_FLOAT, row * search.width + j, search.ofQueries(row, j));
      }
    }
    for (int row = 0; row < search.indexCount; row++) {
      norms.setAtIndex(JAVA_FLOAT, row, search.squaredNormOfIndex(row));
      for (int j = 0; j < search.width; j++) {
        index.setAtIndex(JAVA_FLOAT, row * search.width + j, search.ofIndex(row, j));
      }
    }
  }

  static void find(Kernels kernels, OpenBlas blas, Crew crew, NearestNeighbours search) {
    try (Arena arena = Arena.ofShared()) {
      ManyNeighbours many = new ManyNeighbours(kernels, blas, arena, search);
      AtomicInteger next = new AtomicInteger();
      crew.run(
          _ -> {
            Worker worker = many.new Worker(arena);
            int from = next.getAndAdd(ROWS);
            for (; from < search.queryCount; from = next.getAndAdd(ROWS)) {
              worker.find(from, Math.min(search.queryCount, from + ROWS));
            }
          });
    }
  }

  /** A thread's own memory. */
  private final class Worker {
    private final MemorySegment products;
    private final SmallestScores smallest;
    private final int[] candidates = new int[search.kept];
    private final float[] scores = new float[search.kept];

    Worker(Arena arena) {
      products = NativeMemory.allocateFloats(arena, (long) ROWS * search.indexCount);
      smallest = new SmallestScores(kernels, norms, search.indexCount, search.kept);
    }

    void find(int from, int to) {
      int width = search.width;
      int columns = search.indexCount;
      MemorySegment block = queries.asSlice((long) from * width * Float.BYTES);
      blas.sgemm(
          Read.AS_IS,
          Read.TRANSPOSED,
          to - from,
          columns,
          width,
          block,
          width,
          index,
          width,
          0,
          products,
          columns);
      for (int q = from; q < to; q++) {
        smallest.find(products, (long) (q - from) * columns, candidates, scores);
        double rounding = rounding(q, candidates);
        NeighbourOrder.orderSorted(
            search.queries,
            q,
            search.index,
            width,
            candidates,
            scores,
            rounding,
            search.k,
            search.nearest);
      }
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
    double own = 0;
    for (int j = 0; j < search.width; j++) {
      double value = search.ofQueries(query, j);
      own += value * value;
    }
    own = Math.sqrt(own);
    double other = Math.sqrt(largest);
    double shift = 2 * (own + other) * (own + other);
    return UNIT * (2 * (search.width + 2) * own * other + 3 * largest + shift);
  }
}
