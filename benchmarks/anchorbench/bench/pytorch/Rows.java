package anchorbench.bench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import anchorbench.bench.peer.GatheredRows;
import anchorbench.data.PixelScaling;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;

/**
 * Gathers the rows of triplets: all anchors, then all positives, then all negatives. Where anchors
 * are to be shared, the whole table comes in their place.
 */
final class Rows {
  private final NDArray pixels;
  private final boolean fromTable;
  private final NDArray table;
  private final PixelScaling scaling;

  /** float32 [pixels], or null where one factor does for all. */
  private final NDArray factors;

  private final NDArray offsets;

  /**
   * @param pixels uint8 [images, pixels]
   */
  Rows(NDManager manager, NDArray pixels, AnchorTable anchors, PixelScaling scaling) {
    this.pixels = pixels;
    this.scaling = scaling;
    fromTable = !anchors.isEmpty();
    table =
        fromTable
            ? manager.create(anchors.values(), new Shape(anchors.rows(), anchors.pixels()))
            : null;
    boolean one = scaling.isFactor();
    factors = one ? null : manager.create(perPixel(scaling, anchors.pixels(), scaling::factor));
    offsets = one ? null : manager.create(perPixel(scaling, anchors.pixels(), scaling::offset));
  }

  private interface OfPair {
    float number(int pair);
  }

  private static float[] perPixel(PixelScaling scaling, int pixels, OfPair of) {
    float[] numbers = new float[pixels];
    int plane = scaling.plane(pixels);
    for (int p = 0; p < pixels; p++) {
      numbers[p] = of.number(p / plane);
    }
    return numbers;
  }

  /** {@code from[rows]}, as an embedding lookup: three times as fast here as an index. */
  static NDArray of(NDArray from, NDArray rows) {
    return Embedding.embedding(rows, from, SparseFormat.DENSE).singletonOrThrow();
  }

  /**
   * @return float32 [3 count, pixels], scaled, of {@code manager}
   */
  NDArray gather(NDManager manager, TripletIndices triplets, int first, int count) {
    return gather(manager, wanted(triplets, first, count), false);
  }

  /**
   * @return float32 [rows, pixels], scaled, of {@code manager}
   */
  NDArray gather(NDManager manager, GatheredRows wanted, boolean wholeTable) {
    NDArray index = manager.create(wanted.images());
    NDArray rows = of(pixels, index).toType(DataType.FLOAT32, false);
    rows.attach(manager);
    if (!fromTable) {
      return scaled(rows);
    }
    NDArray own = wholeTable ? table.duplicate() : of(table, manager.create(wanted.table()));
    // What is made of a tensor belongs to its manager, and the table's lives longer than a step.
    own.attach(manager);
    return scaled(NDArrays.concat(new NDList(own, rows)));
  }

  GatheredRows wanted(TripletIndices triplets, int first, int count) {
    return GatheredRows.of(triplets, first, count, fromTable);
  }

  /** Rows of the table of anchors. */
  int tableRows() {
    return fromTable ? (int) table.getShape().get(0) : 0;
  }

  /** In place. With offsets the product is rounded, and then the sum. */
  private NDArray scaled(NDArray rows) {
    return factors == null ? rows.muli(scaling.factor(0)) : rows.muli(factors).addi(offsets);
  }
}
