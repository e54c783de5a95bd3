package anchorbench.data;

import java.util.stream.LongStream;

/**
 * What one image is: {@code channels} planes of {@code height} rows and {@code width} columns, in
 * that order in memory.
 */
public record Shape(int channels, int height, int width) {
  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(channels + " x " + height + " x " + width);
    }
    if ((double) channels * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          channels + " x " + height + " x " + width + " are more than 2^31 - 1");
    }
  }

  /** One plane. */
  public static Shape grey(int height, int width) {
    return new Shape(1, height, width);
  }

  /** Numbers of one image. */
  public int size() {
    return Math.multiplyExact(Math.multiplyExact(channels, height), width);
  }

  /**
   * Axes in NumPy of an array of images of this shape: height and width, and channels before them
   * where there are several.
   *
   * @param before axes before those of an image
   */
  public long[] axes(long... before) {
    LongStream own =
        channels == 1 ? LongStream.of(height, width) : LongStream.of(channels, height, width);
    return LongStream.concat(LongStream.of(before), own).toArray();
  }

  /** Height by width, and the channels where there are several: {@code 28x28}, {@code 32x32x3}. */
  @Override
  public String toString() {
    return height + "x" + width + (channels == 1 ? "" : "x" + channels);
  }
}
