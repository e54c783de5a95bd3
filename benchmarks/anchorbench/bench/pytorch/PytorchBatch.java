package anchorbench.bench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anchorbench.engine.TripletBatch;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;

/** A batch as a fresh tensor, as PyTorch's indexing makes them. */
final class PytorchBatch implements TripletBatch {
  private final NDManager manager;
  private final AnchorTable anchors;
  private final NDArray table;
  private final int pixels;
  private NDManager current;
  private NDArray rows;
  private int count;

  PytorchBatch(NDManager manager, AnchorTable anchors, int pixels) {
    this.manager = manager;
    this.anchors = anchors;
    this.pixels = pixels;
    table = PytorchEngine.table(manager, anchors);
  }

  void assemble(
      PytorchEngine.Images images,
      TripletIndices triplets,
      int first,
      int count,
      float pixelScale) {
    if (current != null) {
      current.close();
    }
    current = manager.newSubManager();
    rows = Rows.gather(current, images, anchors, table, triplets, first, count, pixelScale);
    this.count = count;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int rows() {
    return 3 * count;
  }

  @Override
  public void read(int triplet, float[] into) {
    for (int role = 0; role < 3; role++) {
      float[] row = rows.get((long) role * count + triplet).toFloatArray();
      System.arraycopy(row, 0, into, role * pixels, pixels);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
