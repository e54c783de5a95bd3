package anchorbench.gallery;

import anchorbench.data.Shape;
import java.util.Arrays;

/**
 * How images of a shape become pictures of a size for the eye: small ones are enlarged by a whole
 * factor, so that each pixel is seen, large ones are averaged over areas.
 *
 * @param shape of the images
 * @param height of a picture
 * @param width of a picture
 */
record PictureScale(Shape shape, int height, int width) {
  private static final int ENLARGED_TO = 112;

  /** Longest side of a picture; what lies between the two is shown as it is. */
  private static final int MOST = 160;

  static PictureScale of(Shape shape) {
    int longest = Math.max(shape.height(), shape.width());
    if (longest > MOST) {
      return new PictureScale(
          shape, shrunk(shape.height(), longest), shrunk(shape.width(), longest));
    }
    int factor = Math.max(1, ENLARGED_TO / longest);
    return new PictureScale(shape, factor * shape.height(), factor * shape.width());
  }

  private static int shrunk(int side, int longest) {
    return Math.max(1, Math.round((float) MOST * side / longest));
  }

  /**
   * @param pixels float32 [channels, height, width] of the image, 0..255
   * @return int32 [height, width, channels] of the picture, rounded
   */
  int[] samples(float[] pixels) {
    int channels = shape.channels();
    int[] samples = new int[height * width * channels];
    for (int c = 0; c < channels; c++) {
      float[] plane = plane(pixels, c * shape.height() * shape.width());
      for (int i = 0; i < plane.length; i++) {
        samples[i * channels + c] = Math.clamp(Math.round(plane[i]), 0, 255);
      }
    }
    return samples;
  }

  /** One channel, float32 [height, width]: first all rows to their width, then the columns. */
  private float[] plane(float[] pixels, int at) {
    float[] wide = new float[shape.height() * width];
    for (int row = 0; row < shape.height(); row++) {
      int from = at + row * shape.width();
      float[] line = Arrays.copyOfRange(pixels, from, from + shape.width());
      System.arraycopy(resized(line, width), 0, wide, row * width, width);
    }
    float[] plane = new float[height * width];
    float[] line = new float[shape.height()];
    for (int column = 0; column < width; column++) {
      for (int row = 0; row < line.length; row++) {
        line[row] = wide[row * width + column];
      }
      float[] resized = resized(line, height);
      for (int row = 0; row < height; row++) {
        plane[row * width + column] = resized[row];
      }
    }
    return plane;
  }

  /**
   * A line of {@code wanted} numbers, each the mean of the stretch of the other that it covers: a
   * number repeated, or several averaged, those at the ends by the part that is covered.
   */
  private static float[] resized(float[] line, int wanted) {
    float[] resized = new float[wanted];
    for (int i = 0; i < wanted; i++) {
      // In units of 1 / wanted of a number, so that whole factors meet no rounding.
      long first = (long) i * line.length;
      long end = first + line.length;
      double sum = 0;
      for (long j = first / wanted; j * wanted < end; j++) {
        long covered = Math.min(end, (j + 1) * wanted) - Math.max(first, j * wanted);
        sum += covered * (double) line[(int) j];
      }
      resized[i] = (float) (sum / line.length);
    }
    return resized;
  }
}
