package anchorbench.data;

import anchorbench.InputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;

/**
 * What becomes of pixels before the first layer: {@code fma(float32(pixel), factor, offset)}, one
 * rounding. There is a pair of factor and offset for each channel, or one pair for all of them.
 * Rows of anchor tables lie as images do, channel after channel, and are scaled likewise.
 */
public final class PixelScaling {
  private static final int VALUES = 256;

  /** float32 [pairs, 2]: factor and offset. */
  private final float[] pairs;

  private PixelScaling(float[] pairs) {
    this.pairs = pairs;
    for (int pair = 0; pair < pairs(); pair++) {
      InputException.require(
          factor(pair) > 0 && Float.isFinite(factor(pair)),
          "factor " + factor(pair) + " on pixels: expected a finite number above 0");
      InputException.require(
          Float.isFinite(offset(pair)),
          "offset " + offset(pair) + " of pixels: expected a finite number");
    }
  }

  /**
   * One factor on all channels, and offset 0: {@code float32(pixel) * factor}.
   *
   * @throws InputException unless the factor is finite and above 0
   */
  public static PixelScaling by(float factor) {
    return new PixelScaling(new float[] {factor, 0});
  }

  /**
   * @param factors of each channel, or one for all
   * @param offsets likewise, in units of the input
   * @throws InputException unless there are as many offsets as factors, at least one, all finite,
   *     and the factors above 0
   */
  public static PixelScaling of(float[] factors, float[] offsets) {
    InputException.require(
        factors.length > 0 && factors.length == offsets.length,
        String.format(
            Locale.ROOT,
            "%d factors and %d offsets of pixels: expected one of each for every channel",
            factors.length,
            offsets.length));
    float[] pairs = new float[2 * factors.length];
    for (int pair = 0; pair < factors.length; pair++) {
      pairs[2 * pair] = factors[pair];
      pairs[2 * pair + 1] = offsets[pair];
    }
    return new PixelScaling(pairs);
  }

  /**
   * {@code (pixel - mean) / deviation} with the mean and the standard deviation of each channel of
   * these images, all of them, dividing by their number. The sums are integers and exact; factor
   * and offset are rounded once from double.
   *
   * @implNote Reads the images once, in their order, and copies none.
   * @throws InputException if there are no images
   */
  public static PixelScaling standardised(ImageSet images) {
    InputException.require(
        images.count() > 0,
        "no images to take the mean and the deviation of pixels from; expected at least one");
    long[][] histograms = histograms(images);
    float[] pairs = new float[2 * histograms.length];
    for (int channel = 0; channel < histograms.length; channel++) {
      long count = 0;
      long sum = 0;
      long squares = 0;
      for (int value = 0; value < VALUES; value++) {
        long found = histograms[channel][value];
        count += found;
        sum += value * found;
        squares += (long) value * value * found;
      }
      double mean = (double) sum / count;
      double deviation = deviation(count, sum, squares);
      // A channel of one value tells nothing whatever it is divided by: 1 keeps the input finite,
      // and 0 for these images.
      double divisor = deviation == 0 ? 1 : deviation;
      pairs[2 * channel] = (float) (1 / divisor);
      pairs[2 * channel + 1] = (float) (-mean / divisor);
    }
    return new PixelScaling(pairs);
  }

  /** The root of {@code (count squares - sum^2) / count^2}, whose numerator may need 128 bits. */
  private static double deviation(long count, long sum, long squares) {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger spread =
        n.multiply(BigInteger.valueOf(squares)).subtract(BigInteger.valueOf(sum).pow(2));
    return Math.sqrt(spread.doubleValue()) / count;
  }

  /** int64 [channels, 256]: how many pixels of a channel have a value. */
  private static long[][] histograms(ImageSet images) {
    int channels = images.shape().channels();
    int plane = images.pixelsPerImage() / channels;
    long[][] histograms = new long[channels][VALUES];
    MemorySegment pixels = images.pixels();
    try (ImageSet.Scan _ = images.scan()) {
      for (int image = 0; image < images.count(); image++) {
        for (int channel = 0; channel < channels; channel++) {
          long[] histogram = histograms[channel];
          long at = images.offset(image) + (long) channel * plane;
          for (int i = 0; i < plane; i++) {
            histogram[pixels.get(ValueLayout.JAVA_BYTE, at + i) & 0xff]++;
          }
        }
      }
    }
    return histograms;
  }

  /** How many pairs of factor and offset there are: one for each channel, or one for all. */
  public int pairs() {
    return pairs.length / 2;
  }

  public float factor(int pair) {
    return pairs[2 * pair];
  }

  public float offset(int pair) {
    return pairs[2 * pair + 1];
  }

  /** Copy of all pairs, float32 [pairs, 2]: factor and offset. */
  public float[] values() {
    return pairs.clone();
  }

  /** Whether this is a factor and nothing else: one for all channels, and offset 0. */
  public boolean isFactor() {
    return pairs() == 1 && offset(0) == 0;
  }

  /** What a pixel of a pair's channel, or a table's number there, is as an input. */
  public float scaled(float value, int pair) {
    return Math.fma(value, factor(pair), offset(pair));
  }

  /**
   * How many numbers of a row share a pair: those from {@code pair * plane} on.
   *
   * @param pixels numbers of a row, of all channels
   * @throws IllegalArgumentException if they are not the same number for each pair
   */
  public int plane(int pixels) {
    if (pixels % pairs() != 0) {
      throw new IllegalArgumentException(pixels + " pixels in " + pairs() + " channels");
    }
    return pixels / pairs();
  }

  /** A row's numbers as inputs, float32 [pixels]; the row itself stays as it is. */
  public float[] scaled(float[] row) {
    float[] scaled = new float[row.length];
    int plane = plane(row.length);
    for (int p = 0; p < row.length; p++) {
      scaled[p] = scaled(row[p], p / plane);
    }
    return scaled;
  }

  /**
   * A shape of rows of so many pixels, for engines that are given a table and no images.
   *
   * @throws IllegalArgumentException as {@link #plane} does
   */
  public Shape shapeOf(int pixels) {
    return new Shape(pairs(), 1, plane(pixels));
  }

  /**
   * Checks that there is one pair, or one for each channel of images.
   *
   * @return this
   * @throws InputException if not
   */
  public PixelScaling requireFits(Shape shape) {
    InputException.require(
        pairs() == 1 || pairs() == shape.channels(),
        String.format(
            Locale.ROOT,
            "pixels are scaled by %d channels, and images of %s have %d; expected as many",
            pairs(),
            shape,
            shape.channels()));
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelScaling scaling && Arrays.equals(pairs, scaling.pairs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(pairs);
  }

  /** {@code * 0.00392157}, or each pair as {@code * 0.0162 - 2.1}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int pair = 0; pair < pairs(); pair++) {
      text.append(pair == 0 ? "* " : ", * ").append(factor(pair));
      if (offset(pair) != 0) {
        text.append(offset(pair) < 0 ? " - " : " + ").append(Math.abs(offset(pair)));
      }
    }
    return text.toString();
  }
}
