package anchorbench.experiment;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.metric.Rows;

/** The scaled pixels of images as rows, made of the uint8 ones a block at a time. */
final class PixelRows implements Rows {
  /** Bytes of a block: some of them are in memory at once, as is what a search makes of each. */
  static final long BLOCK_BYTES = 64L << 20;

  private final ImageSet images;
  private final PixelScaling scaling;
  private final int blockRows;

  /**
   * @param blockRows at least 1
   */
  PixelRows(ImageSet images, PixelScaling scaling, int blockRows) {
    this.images = images;
    this.scaling = scaling;
    this.blockRows = blockRows;
  }

  /** As many images as a block of {@link #BLOCK_BYTES} holds, and no fewer than one. */
  static int blockRows(int width) {
    return Math.toIntExact(Math.max(1, BLOCK_BYTES / Float.BYTES / width));
  }

  /** Bytes of the first block, which is the largest. */
  static long blockBytes(ImageSet images) {
    int width = images.pixelsPerImage();
    return (long) Math.min(blockRows(width), images.count()) * width * Float.BYTES;
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public int width() {
    return images.pixelsPerImage();
  }

  @Override
  public int blockRows() {
    return blockRows;
  }

  @Override
  public Block block(int first, int count) {
    int width = width();
    int plane = scaling.plane(width);
    float[] values = new float[Math.multiplyExact(count, width)];
    try (ImageSet.Scan _ = images.scan()) {
      for (int i = 0; i < count; i++) {
        for (int p = 0; p < width; p++) {
          values[i * width + p] = scaling.scaled(images.pixel(first + i, p), p / plane);
        }
      }
    }
    return new Block(first, width, values);
  }

  /** The same of numbers that are no uint8: of mean images, float32 [rows, width]. */
  float[] scaled(float[] pixels) {
    int width = width();
    int plane = scaling.plane(width);
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scaling.scaled(pixels[i], i % width / plane);
    }
    return values;
  }
}
