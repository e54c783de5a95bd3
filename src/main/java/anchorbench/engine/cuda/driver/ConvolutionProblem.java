package anchorbench.engine.cuda.driver;

import anchorbench.data.Shape;
import anchorbench.engine.cuda.driver.Gemm.Arithmetic;

/**
 * One convolution of a batch of images, without its bias. As in the field, the weights are not
 * turned around: an output is the sum of the weights times what lies under them.
 *
 * @param rows images
 * @param in one image before
 * @param out one image after; its channels are the filters
 * @param kernel side of the square of weights
 * @param stride from one place of it to the next
 * @param padding rows and columns of zeros around an image
 * @param order of the numbers in memory
 * @param arithmetic FLOAT32 and TF32 have float32 numbers everywhere; with BFLOAT16 images, weights
 *     and gradients are bfloat16, and sums are float32
 */
public record ConvolutionProblem(
    int rows,
    Shape in,
    Shape out,
    int kernel,
    int stride,
    int padding,
    Order order,
    Arithmetic arithmetic) {

  /** How images and weights lie in memory. */
  public enum Order {
    /** Images [row, channel, y, x], weights [filter, channel, y, x]. */
    PLANES,
    /** Images [row, y, x, channel], weights [filter, y, x, channel]. */
    CHANNELS_LAST
  }

  public ConvolutionProblem {
    if (rows < 1 || kernel < 1 || stride < 1 || padding < 0) {
      throw new IllegalArgumentException(
          "%s rows, kernel %s, stride %s, padding %s".formatted(rows, kernel, stride, padding));
    }
    if (out.height() != places(in.height(), kernel, stride, padding)
        || out.width() != places(in.width(), kernel, stride, padding)) {
      throw new IllegalArgumentException(
          "%s does not become %s with kernel %s, stride %s, padding %s"
              .formatted(in, out, kernel, stride, padding));
    }
  }

  private static int places(int side, int kernel, int stride, int padding) {
    return Math.floorDiv(side + 2 * padding - kernel, stride) + 1;
  }

  /** Bytes of one number of an image, a weight or a gradient. */
  public int numberBytes() {
    return arithmetic == Arithmetic.BFLOAT16 ? Short.BYTES : Float.BYTES;
  }

  public long weights() {
    return (long) out.channels() * in.channels() * kernel * kernel;
  }
}
