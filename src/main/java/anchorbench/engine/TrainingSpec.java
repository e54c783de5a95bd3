package anchorbench.engine;

import anchorbench.InputException;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;

/**
 * What is trained and how.
 *
 * @param batchSize triplets a step
 * @param pixelScale factor on pixels and table anchors, e.g. 1/255
 */
public record TrainingSpec(
    NetworkSpec network, TripletLoss loss, Adam adam, int batchSize, float pixelScale) {
  /** Scales pixels to 0..1. */
  public static final float UNIT_PIXELS = 1 / 255f;

  public TrainingSpec {
    if (batchSize < 1) {
      throw new InputException("batch " + batchSize + ": expected at least 1");
    }
  }
}
