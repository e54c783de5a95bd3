package anchorbench.random;

/** Philox numbers in a row: a stream is named by a seed, a purpose and an index. */
public final class RandomStream {
  private final int key0;
  private final int key1;
  private final int[] counter;
  private final int[] block = new int[4];
  private int used = 4;

  /**
   * @param purpose tells apart streams of one seed, so that they never share a block
   * @param index e.g. the epoch or the image
   */
  public RandomStream(long seed, RngStream purpose, int index) {
    key0 = (int) seed;
    key1 = (int) (seed >>> 32);
    counter = new int[] {0, index, purpose.stream, 0};
  }

  /** Goes to the block at {@code position}; the next four words come from it. */
  public void seek(int position) {
    counter[0] = position;
    used = 4;
  }

  public int nextWord() {
    if (used == 4) {
      Philox.block(counter, key0, key1, block);
      counter[0]++;
      used = 0;
    }
    return block[used++];
  }

  /** Uniform over 0..bound-1. */
  public int below(int bound) {
    return Philox.below(nextWord(), bound);
  }

  /** Uniform over [0, 1). */
  public double unit() {
    return Philox.unit(nextWord());
  }

  /** Uniform over [low, high). */
  public double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /** Permutes in place (Fisher-Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }
}
