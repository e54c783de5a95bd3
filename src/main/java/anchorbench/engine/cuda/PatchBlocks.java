package anchorbench.engine.cuda;

import anchorbench.network.PlannedLayer;

/**
 * How many images of a batch become patches at once. All of them, where that is not too much
 * memory: products use the card better the more rows they have, and patches are then kept from the
 * way forward to the way back.
 *
 * @param pitch numbers from one patch to the next
 * @param rows images of a block
 */
record PatchBlocks(int pitch, int places, int rows) {
  /** Numbers: what float32 and bfloat16 rows have to be a multiple of for the fastest products. */
  private static final int PITCH = 8;

  /** One in so many bytes of the card. */
  private static final int SHARE = 64;

  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_BYTES = 512 << 20;

  /**
   * @param layer a convolution
   * @param most rows of the largest batch
   */
  static PatchBlocks of(Stream stream, PlannedLayer layer, int most) {
    int taps = layer.weight().size() / layer.out().channels();
    int pitch = Math.ceilDiv(taps, PITCH) * PITCH;
    int places = layer.out().height() * layer.out().width();
    long memory = stream.context().driver().memory()[1];
    long budget = Math.clamp(memory / SHARE, LEAST_BYTES, MOST_BYTES);
    long fitting = budget / ((long) places * pitch * Float.BYTES);
    // A block's outputs have to begin where products want them.
    int numbers = places * layer.out().channels();
    int step =
        ParameterLayout.ALIGNMENT / greatestCommonDivisor(ParameterLayout.ALIGNMENT, numbers);
    long rows = Math.max(1, fitting / step) * step;
    return new PatchBlocks(pitch, places, (int) Math.min(rows, most));
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** Of a block's patches, float32. */
  long bytes() {
    return (long) rows * places * pitch * Float.BYTES;
  }
}
