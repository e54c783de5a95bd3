package anchorbench.network.layer;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.memory.JavaHeap;

/**
 * A square that slides over an image.
 *
 * @param size of its side
 * @param stride from one place to the next
 * @param padding rows and columns around the image that it may lie over
 */
public record Window(int size, int stride, int padding) {
  private static final int MOST = 1 << 10;

  public Window {
    if (size < 1 || size > MOST || stride < 1 || stride > MOST) {
      throw new InputException(
          "window of %s with stride %s: expected sides and strides from 1 to %s"
              .formatted(size, stride, MOST));
    }
    if (padding < 0 || padding >= size) {
      throw new InputException(
          "window of %s with padding %s: expected from 0 to less than the window"
              .formatted(size, padding));
    }
  }

  /** How many places it has along a side: {@code floor((n + 2 padding - size) / stride) + 1}. */
  public int places(int side) {
    return Math.floorDiv(side + 2 * padding - size, stride) + 1;
  }

  /** First place along a side that a window covers; negative in the padding. */
  public int start(int place) {
    return place * stride - padding;
  }

  /**
   * What a layer with this window makes of an image.
   *
   * @throws InputException if it has no place there
   */
  Shape output(Layer layer, Shape in, int channels) {
    int height = places(in.height());
    int width = places(in.width());
    if (height < 1 || width < 1) {
      throw refusal(layer, in, channels, "the window is larger than the image");
    }
    if ((double) channels * height * width > JavaHeap.MOST_ELEMENTS) {
      throw refusal(layer, in, channels, "no array holds so many numbers");
    }
    return new Shape(channels, height, width);
  }

  private InputException refusal(Layer layer, Shape in, int channels, String why) {
    return new InputException(
        "%s makes %sx%sx%s of %sx%sx%s: %s"
            .formatted(
                layer,
                Math.max(0, places(in.height())),
                Math.max(0, places(in.width())),
                channels,
                in.height(),
                in.width(),
                in.channels(),
                why));
  }
}
