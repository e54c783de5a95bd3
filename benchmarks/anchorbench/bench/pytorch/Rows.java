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
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;

/** Gathers the rows of triplets: all anchors, then all positives, then all negatives. */
final class Rows {
  private final NDArray pixels;
  private final boolean fromTable;
  private final NDArray table;
  private final float pixelScale;

  /**
   * @param pixels uint8 [images, pixels]
   */
  Rows(NDManager manager, NDArray pixels, AnchorTable anchors, float pixelScale) {
    this.pixels = pixels;
    this.pixelScale = pixelScale;
    fromTable = !anchors.isEmpty();
    table =
        fromTable
            ? manager.create(anchors.values(), new Shape(anchors.rows(), anchors.pixels()))
            : null;
  }

  /** {@code from[rows]}, as an embedding lookup: three times as fast here as an index. */
  static NDArray of(NDArray from, NDArray rows) {
    return Embedding.embedding(rows, from, SparseFormat.DENSE).singletonOrThrow();
  }

  /**
   * @return float32 [3 count, pixels], scaled, of {@code manager}
   */
  NDArray gather(NDManager manager, TripletIndices triplets, int first, int count) {
    GatheredRows wanted = GatheredRows.of(triplets, first, count, fromTable);
    NDArray index = manager.create(wanted.images());
    NDArray rows = of(pixels, index).toType(DataType.FLOAT32, false);
    rows.attach(manager);
    if (!fromTable) {
      return rows.muli(pixelScale);
    }
    NDArray own = of(table, manager.create(wanted.table()));
    own.attach(manager);
    return NDArrays.concat(new NDList(own, rows)).muli(pixelScale);
  }
}
