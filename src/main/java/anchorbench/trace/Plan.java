package anchorbench.trace;

import anchorbench.numpy.Npy;
import anchorbench.triplet.TripletIndices;
import java.nio.file.Path;
import java.util.Arrays;

/** The triplets and the loss of every step of a training run, filled step by step. */
public final class Plan {
  /**
   * In the place of a triplet that a smaller step does not have: no array has such an index, so a
   * replay that does not expect it fails.
   */
  static final int NONE = Integer.MIN_VALUE;

  private final int batchSize;
  private final int[] rows;
  private final float[] losses;
  private int steps;

  /**
   * @param steps of the whole run
   */
  public Plan(int steps, int batchSize) {
    this.batchSize = batchSize;
    rows = new int[Math.multiplyExact(3 * steps, batchSize)];
    Arrays.fill(rows, NONE);
    losses = new float[steps];
  }

  /**
   * Adds steps in a row; the last may be smaller than a batch.
   *
   * @param stepLosses float32 [steps]
   */
  public void add(TripletIndices triplets, float[] stepLosses) {
    int at = 3 * batchSize * steps;
    for (int i = 0; i < triplets.count(); i++) {
      rows[at++] = triplets.anchor()[i];
      rows[at++] = triplets.positive()[i];
      rows[at++] = triplets.negative()[i];
    }
    System.arraycopy(stepLosses, 0, losses, steps, stepLosses.length);
    steps += stepLosses.length;
  }

  /** {@code plan.npy}, int32 [steps, batch, 3], and {@code losses.npy}, float32 [steps]. */
  void write(Path folder) {
    Npy.write(folder.resolve("plan.npy"), rows, losses.length, batchSize, 3);
    Npy.write(folder.resolve("losses.npy"), losses, losses.length);
  }
}
