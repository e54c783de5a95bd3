package anchorbench.experiment.protocol;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.triplet.TripletSampler.Supply;

/**
 * What triplets are made of.
 *
 * @param tripletsPerClass triplets per class and epoch
 * @param supply whether each epoch has new triplets
 * @param meansFrom which images mean and medoid anchors are made of
 * @param pixelScale factor on pixels
 * @param standardise whether pixels are scaled by the mean and the standard deviation of each
 *     channel of the images that are trained on, and {@code pixelScale}, which is 1, does nothing
 */
public record DataSettings(
    int tripletsPerClass,
    Supply supply,
    MeansFrom meansFrom,
    float pixelScale,
    boolean standardise) {
  public DataSettings {
    InputException.require(tripletsPerClass >= 1, "triplets per class: expected at least 1");
    InputException.require(
        pixelScale > 0 && pixelScale <= 1,
        "pixel scale " + pixelScale + ": expected a number above 0, up to 1");
    InputException.require(
        !standardise || pixelScale == 1,
        "pixel scale " + pixelScale + " of standardised pixels: expected 1, it does nothing");
  }

  /**
   * How pixels are scaled.
   *
   * @param trained the images that are trained on, and no others
   */
  public PixelScaling scaling(ImageSet trained) {
    return standardise ? PixelScaling.standardised(trained) : PixelScaling.by(pixelScale);
  }
}
