package anchorbench.engine;

import anchorbench.InputException;
import anchorbench.data.PixelScaling;
import anchorbench.memory.JavaHeap;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;

/**
 * What is trained and how.
 *
 * @param batchSize triplets per step
 * @param scaling of pixels and table anchors
 */
public record TrainingSpec(
    NetworkSpec network, TripletLoss loss, Adam adam, int batchSize, PixelScaling scaling) {
  /** Scales pixels to 0..1. */
  public static final PixelScaling UNIT_PIXELS = PixelScaling.by(1 / 255f);

  private static final int ROWS_PER_TRIPLET = 3;

  public TrainingSpec {
    requireBatch(batchSize);
    JavaHeap.elements(
        "batch " + batchSize + " of network " + network + ", its widest layer",
        (long) ROWS_PER_TRIPLET * batchSize * network.plan().widest());
  }

  /**
   * @throws InputException if no step has so many triplets
   */
  public static void requireBatch(int batchSize) {
    if (batchSize < 1) {
      throw new InputException("batch " + batchSize + ": expected at least 1");
    }
  }

  /** What training a network needs of the heap: initial, current, chosen, one between them. */
  public static long heapBytes(NetworkSpec network) {
    return 4L * Float.BYTES * network.parameters();
  }
}
