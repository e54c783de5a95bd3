package anchorbench.engine.cuda;

import anchorbench.InputException;
import anchorbench.engine.cuda.driver.MatrixProducts;
import anchorbench.engine.cuda.driver.MatrixProducts.Prepared;
import anchorbench.engine.cuda.driver.Product;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.engine.cuda.driver.Product.Epilogue;

/**
 * Exact nearest neighbours. Products of query and index blocks order candidates up to float32
 * rounding; the best are ordered anew by distances in double. The full matrix never exists.
 */
final class CudaNeighbours {
  private static final int QUERY_BLOCK = 2048;
  private static final int INDEX_BLOCK = 8192;

  /** Candidates kept beyond k, so that rounding in the products cannot lose a neighbour. */
  private static final int SPARE = 8;

  private final Context context;
  private final Kernels kernels;
  private final MatrixProducts products;

  CudaNeighbours(Context context, Kernels kernels, MatrixProducts products) {
    this.context = context;
    this.kernels = kernels;
    this.products = products;
  }

  int[] find(float[] queries, float[] index, int width, int k) {
    int count = queries.length / width;
    int indexCount = index.length / width;
    int kept = Math.min(k + SPARE, indexCount);
    if (k > indexCount) {
      throw new IllegalArgumentException(k + " neighbours of " + indexCount + " rows");
    }
    if (kept > Kernels.WARP) {
      throw new InputException(
          "%d neighbours: the cuda engine finds up to %d".formatted(k, Kernels.WARP - SPARE));
    }
    int most = Math.min(QUERY_BLOCK, count);
    try (Lane lane = new Lane(context);
        DeviceBuffer queryValues = DeviceBuffer.of(context, lane.stream(), "neighbours", queries);
        DeviceBuffer indexValues = DeviceBuffer.of(context, lane.stream(), "neighbours", index);
        DeviceBuffer norms = DeviceBuffer.floats(context, lane.stream(), "neighbours", indexCount);
        DeviceBuffer block =
            DeviceBuffer.floats(
                context,
                lane.stream(),
                "neighbours",
                (long) most * Math.min(INDEX_BLOCK, indexCount));
        DeviceBuffer best =
            DeviceBuffer.floats(context, lane.stream(), "neighbours", (long) most * Kernels.WARP);
        DeviceBuffer candidates =
            DeviceBuffer.ints(context, lane.stream(), "neighbours", (long) most * Kernels.WARP);
        DeviceBuffer nearest =
            DeviceBuffer.ints(context, lane.stream(), "neighbours", (long) count * k)) {
      kernels.squaredNorms(lane.stream(), indexValues, indexCount, width, norms);
      for (int from = 0; from < count; from += QUERY_BLOCK) {
        int some = Math.min(QUERY_BLOCK, count - from);
        long queriesAt = queryValues.at((long) from * width);
        for (int first = 0; first < indexCount; first += INDEX_BLOCK) {
          int columns = Math.min(INDEX_BLOCK, indexCount - first);
          multiply(
              lane, queriesAt, indexValues.at((long) first * width), block, some, columns, width);
          kernels.keepNearest(
              lane.stream(), block, some, columns, norms, first, kept, best, candidates);
        }
        kernels.orderNearest(
            lane.stream(),
            queriesAt,
            indexValues,
            some,
            width,
            candidates,
            kept,
            k,
            nearest.at((long) from * k));
      }
      return nearest.readInts(lane.stream(), 0, Math.multiplyExact(count, k));
    }
  }

  /** {@code block [queries, columns] = queries index^T}; column-major, its transpose. */
  private void multiply(
      Lane lane, long queries, long index, DeviceBuffer block, int count, int columns, int width) {
    Product product =
        new Product(
            true,
            false,
            columns,
            count,
            width,
            width,
            width,
            columns,
            Arithmetic.FLOAT32,
            Epilogue.NONE);
    try (Prepared prepared =
        products
            .prepare(product, 0, 0, lane.workspace().bytes())
            .orElseThrow(() -> new IllegalStateException("no algorithm for " + product))) {
      prepared.run(
          index, queries, block.address(), lane.workspace().address(), lane.stream().handle());
      // The descriptors may go once the call has returned; the work itself has been given away.
    }
  }
}
