package anchorbench.model;

import anchorbench.InputException;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The keys of a {@code spec.json} that say how pixels are scaled. One factor, with no offset, is
 * the number {@code pixelScale}, as it has always been; anything else a factor and an offset for
 * each channel of images of {@code shape}.
 *
 * @param pixelScale or null
 * @param pixelScaling or null
 * @param shape channels, height, width: the order in which a row's pixels follow; older files have
 *     none beside {@code pixelScale}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavedScaling(Float pixelScale, Channels pixelScaling, List<Integer> shape) {
  /** {@code input = fma(pixel, factor, offset)}, by channel. */
  public record Channels(List<Float> factors, List<Float> offsets) {}

  /**
   * @param images that are scaled
   */
  public static SavedScaling of(PixelScaling scaling, Shape images) {
    List<Integer> shape = List.of(images.channels(), images.height(), images.width());
    if (scaling.isFactor()) {
      return new SavedScaling(scaling.factor(0), null, shape);
    }
    List<Float> factors = new ArrayList<>();
    List<Float> offsets = new ArrayList<>();
    for (int channel = 0; channel < images.channels(); channel++) {
      int pair = scaling.pairs() == 1 ? 0 : channel;
      factors.add(scaling.factor(pair));
      offsets.add(scaling.offset(pair));
    }
    return new SavedScaling(null, new Channels(factors, offsets), shape);
  }

  /** Whether there is neither key, or the old one with something that is no factor. */
  boolean isMissing() {
    return pixelScaling == null && (pixelScale == null || !(pixelScale > 0));
  }

  /**
   * @param inputs of the network
   * @throws InputException without the file's name, if the numbers do not fit each other or the
   *     network
   */
  PixelScaling scaling(int inputs) {
    if (pixelScaling == null) {
      return PixelScaling.by(pixelScale);
    }
    InputException.require(
        pixelScale == null, "pixelScale and pixelScaling; expected one of the two");
    InputException.require(
        shape != null && shape.size() == 3 && shape.stream().allMatch(n -> n != null && n > 0),
        "shape " + shape + " beside pixelScaling; expected channels, height and width");
    // Not the product, which may be more than a long holds.
    long plane = Math.multiplyFull(shape.get(1), shape.get(2));
    InputException.require(
        plane <= inputs && inputs % plane == 0 && inputs / plane == shape.getFirst(),
        "shape " + shape + "; expected one of the network's " + inputs + " pixels");
    int channels = shape.getFirst();
    float[] factors = numbers("factors", pixelScaling.factors(), channels);
    return PixelScaling.of(factors, numbers("offsets", pixelScaling.offsets(), channels));
  }

  /**
   * @throws InputException without the file's name, if it does not say what images are scaled
   */
  Shape images() {
    InputException.require(
        shape != null && shape.size() == 3 && shape.stream().allMatch(n -> n != null && n > 0),
        "shape " + shape + "; expected channels, height and width of the network's images");
    try {
      return new Shape(shape.get(0), shape.get(1), shape.get(2));
    } catch (IllegalArgumentException e) {
      throw new InputException("shape " + shape + ": " + e.getMessage(), e);
    }
  }

  private static float[] numbers(String name, List<Float> found, int channels) {
    InputException.require(
        found != null && found.size() == channels && !found.contains(null),
        String.format(
            Locale.ROOT,
            "pixelScaling has %s %s; expected a number for each of %d channels",
            name,
            found,
            channels));
    float[] numbers = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      numbers[channel] = found.get(channel);
    }
    return numbers;
  }
}
