package anchorbench.bench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import anchorbench.engine.Batch;
import anchorbench.triplet.TripletIndices;

/** A batch as a fresh tensor, as PyTorch's indexing makes them. */
final class PytorchBatch implements Batch {
  private final NDManager manager;
  private final Rows source;
  private final int pixels;
  private NDManager current;
  private NDArray rows;
  private int count;

  PytorchBatch(NDManager manager, Rows source, int pixels) {
    this.manager = manager;
    this.source = source;
    this.pixels = pixels;
  }

  @Override
  public void assemble(TripletIndices triplets, int first, int count) {
    if (current != null) {
      current.close();
    }
    current = manager.newSubManager();
    rows = source.gather(current, triplets, first, count);
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
