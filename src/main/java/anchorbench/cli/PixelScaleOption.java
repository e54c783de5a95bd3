package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.TrainingSpec;
import picocli.CommandLine.Option;

/** How pixels are scaled: by a factor, or by what the training images' own are. */
final class PixelScaleOption {
  private static final String STANDARDISE = "standardise";

  @Option(
      names = "--pixel-scale",
      paramLabel = "FACTOR|" + STANDARDISE,
      description =
          "factor on pixels, e.g. 0.00392157; or "
              + STANDARDISE
              + ": by mean and standard deviation of each channel of the training images")
  private String text;

  boolean isGiven() {
    return text != null;
  }

  /**
   * Refuses what is no scaling, before any images are read.
   *
   * @throws InputException as {@link #factor} does
   */
  void requireSound() {
    if (isGiven()) {
      factor();
    }
  }

  boolean standardises() {
    return STANDARDISE.equals(text);
  }

  /**
   * The number that was given; 1 where pixels are standardised, which it does not change.
   *
   * @throws InputException if it is no factor
   */
  float factor() {
    if (standardises()) {
      return 1;
    }
    try {
      float factor = Float.parseFloat(text);
      if (factor > 0 && factor <= 1) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new InputException(
        "--pixel-scale '" + text + "': expected a number above 0, up to 1, or " + STANDARDISE);
  }

  /**
   * The scaling that was asked for, or pixels from 0 to 1.
   *
   * @param trained the images that are trained on
   * @throws InputException as {@link #factor} does
   */
  PixelScaling scaling(ImageSet trained) {
    if (!isGiven()) {
      return TrainingSpec.UNIT_PIXELS;
    }
    return standardises() ? PixelScaling.standardised(trained) : PixelScaling.by(factor());
  }
}
