package anchorbench.gallery;

import anchorbench.data.Shape;
import anchorbench.decode.AreaAverage;

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
      int at = c * shape.height() * shape.width();
      double[] plane = AreaAverage.plane(pixels, at, shape, height, width);
      for (int i = 0; i < plane.length; i++) {
        samples[i * channels + c] = Math.clamp(Math.round(plane[i]), 0, 255);
      }
    }
    return samples;
  }
}
