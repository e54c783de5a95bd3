package anchorbench.decode;

import anchorbench.data.Shape;

/**
 * The samples of one image, as an {@link anchorbench.data.ImageSet} holds them.
 *
 * @param samples uint8 [channels, height, width]; colours are sRGB in the order red, green, blue
 */
public record Planes(byte[] samples, Shape shape) {
  private static final int COLOURS = 3;

  public Planes {
    if (samples.length != shape.size()) {
      throw new IllegalArgumentException(samples.length + " samples of " + shape);
    }
  }

  public boolean isGrey() {
    return shape.channels() == 1;
  }

  /**
   * One plane: luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, rounded to nearest. The weights
   * are in 65536ths, so that equal parts stay what they are: 19595 + 38470 + 7471 = 65536.
   */
  Planes grey() {
    if (isGrey()) {
      return this;
    }
    int plane = shape.height() * shape.width();
    byte[] grey = new byte[plane];
    for (int p = 0; p < plane; p++) {
      int red = samples[p] & 0xff;
      int green = samples[plane + p] & 0xff;
      int blue = samples[2 * plane + p] & 0xff;
      grey[p] = (byte) ((19_595 * red + 38_470 * green + 7_471 * blue + 32_768) >> 16);
    }
    return new Planes(grey, Shape.grey(shape.height(), shape.width()));
  }

  /** Three planes; of a grey image three equal ones. */
  Planes colour() {
    if (!isGrey()) {
      return this;
    }
    byte[] colour = new byte[COLOURS * samples.length];
    for (int channel = 0; channel < COLOURS; channel++) {
      System.arraycopy(samples, 0, colour, channel * samples.length, samples.length);
    }
    return new Planes(colour, new Shape(COLOURS, shape.height(), shape.width()));
  }
}
