package anchorbench.engine.cuda;

import anchorbench.engine.NeighbourOrder;
import anchorbench.engine.cuda.driver.Gemm;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;
import anchorbench.engine.cuda.driver.Gemm.Epilogue;
import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.engine.cuda.driver.GemmLibrary.Prepared;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Exact nearest neighbours. Products of query and index blocks order candidates up to float32
 * rounding; the best are ordered anew by distances in double. The full matrix never exists.
 */
final class CudaNeighbours {
  private static final int QUERY_BLOCK = 2048;
  private static final int INDEX_BLOCK = 8192;

  /** So many rows of float32 end where a matrix may begin, whatever their width. */
  private static final int ALIGNED_ROWS = GemmLibrary.ALIGNMENT / Float.BYTES;

  /** Numbers of a block of products that goes to the processor: 64 MiB. */
  private static final int MANY_NUMBERS = 1 << 24;

  /** Candidates kept beyond k, so that rounding in the products cannot lose a neighbour. */
  private static final int SPARE = 8;

  private final Context context;
  private final Kernels kernels;
  private final GemmLibrary products;

  CudaNeighbours(Context context, Kernels kernels, GemmLibrary products) {
    this.context = context;
    this.kernels = kernels;
    this.products = products;
  }

  int[] find(float[] queries, float[] index, int width, int k) {
    int indexCount = index.length / width;
    int kept = Math.min(k + SPARE, indexCount);
    if (k > indexCount) {
      throw new IllegalArgumentException(k + " neighbours of " + indexCount + " rows");
    }
    // A warp holds a query's candidates; more of them are selected by the processor.
    return kept <= Kernels.WARP
        ? few(queries, index, width, k, kept)
        : many(queries, index, width, k, kept);
  }

  private int[] many(float[] queries, float[] index, int width, int k, int kept) {
    int count = queries.length / width;
    int indexCount = index.length / width;
    int most = Math.max(1, MANY_NUMBERS / indexCount / ALIGNED_ROWS) * ALIGNED_ROWS;
    int[] nearest = new int[Math.multiplyExact(count, k)];
    NeighbourOrder order = new NeighbourOrder(queries, index, width, k, nearest);
    try (Stream stream = new Stream(context);
        DeviceBuffer queryValues = DeviceBuffer.of(context, stream, "neighbours", queries);
        DeviceBuffer indexValues = DeviceBuffer.of(context, stream, "neighbours", index);
        DeviceBuffer norms = DeviceBuffer.floats(context, stream, "neighbours", indexCount);
        DeviceBuffer block =
            DeviceBuffer.floats(
                context, stream, "neighbours", (long) Math.min(most, count) * indexCount);
        Resources owned = new Resources()) {
      Map<Gemm, Prepared> prepared = new HashMap<>();
      kernels.squaredNorms(
          stream, new DeviceMatrix(indexValues.address(), indexCount, width), norms);
      float[] squaredNorms = norms.readFloats(stream, 0, indexCount);
      for (int from = 0; from < count; from += most) {
        int some = Math.min(most, count - from);
        prepared
            .computeIfAbsent(
                product(some, indexCount, width), shape -> owned.add(prepare(shape, stream)))
            .run(
                indexValues.address(),
                queryValues.at((long) from * width),
                block.address(),
                stream.workspace().address(),
                stream.handle());
        float[] found = block.readFloats(stream, 0, some * indexCount);
        int first = from;
        IntStream.range(0, some)
            .parallel()
            .forEach(
                q -> {
                  float[] row = Arrays.copyOfRange(found, q * indexCount, (q + 1) * indexCount);
                  for (int i = 0; i < indexCount; i++) {
                    row[i] = squaredNorms[i] - 2 * row[i];
                  }
                  int[] candidates =
                      NeighbourOrder.smallest(row, indexCount, new long[indexCount], kept);
                  order.write(first + q, candidates);
                });
      }
      return nearest;
    }
  }

  private int[] few(float[] queries, float[] index, int width, int k, int kept) {
    int count = queries.length / width;
    int indexCount = index.length / width;
    int most = Math.min(QUERY_BLOCK, count);
    try (Stream stream = new Stream(context);
        DeviceBuffer queryValues = DeviceBuffer.of(context, stream, "neighbours", queries);
        DeviceBuffer indexValues = DeviceBuffer.of(context, stream, "neighbours", index);
        DeviceBuffer norms = DeviceBuffer.floats(context, stream, "neighbours", indexCount);
        DeviceBuffer block =
            DeviceBuffer.floats(
                context, stream, "neighbours", (long) most * Math.min(INDEX_BLOCK, indexCount));
        DeviceBuffer scores =
            DeviceBuffer.floats(context, stream, "neighbours", (long) most * Kernels.WARP);
        DeviceBuffer rows =
            DeviceBuffer.ints(context, stream, "neighbours", (long) most * Kernels.WARP);
        DeviceBuffer nearest = DeviceBuffer.ints(context, stream, "neighbours", (long) count * k);
        Resources owned = new Resources()) {
      // At most four shapes: whole blocks, and what is left of queries and index.
      Map<Gemm, Prepared> prepared = new HashMap<>();
      Kernels.Candidates candidates = new Kernels.Candidates(kept, scores, rows);
      DeviceMatrix all = new DeviceMatrix(indexValues.address(), indexCount, width);
      kernels.squaredNorms(stream, all, norms);
      for (int from = 0; from < count; from += QUERY_BLOCK) {
        int some = Math.min(QUERY_BLOCK, count - from);
        DeviceMatrix own = new DeviceMatrix(queryValues.at((long) from * width), some, width);
        for (int first = 0; first < indexCount; first += INDEX_BLOCK) {
          int columns = Math.min(INDEX_BLOCK, indexCount - first);
          prepared
              .computeIfAbsent(
                  product(some, columns, width), shape -> owned.add(prepare(shape, stream)))
              .run(
                  indexValues.at((long) first * width),
                  own.address(),
                  block.address(),
                  stream.workspace().address(),
                  stream.handle());
          kernels.keepNearest(
              stream, new DeviceMatrix(block.address(), some, columns), norms, first, candidates);
        }
        kernels.orderNearest(stream, own, all, candidates, k, nearest.at((long) from * k));
      }
      return nearest.readInts(stream, 0, Math.multiplyExact(count, k));
    }
  }

  /** {@code block [queries, columns] = queries index^T}; column-major, its transpose. */
  private static Gemm product(int queries, int columns, int width) {
    return new Gemm(
        true,
        false,
        columns,
        queries,
        width,
        width,
        width,
        columns,
        Arithmetic.FLOAT32,
        Epilogue.NONE);
  }

  private Prepared prepare(Gemm product, Stream stream) {
    return products
        .prepare(product, 0, 0, stream.workspace().bytes())
        .orElseThrow(() -> new IllegalStateException("no algorithm for " + product));
  }
}
