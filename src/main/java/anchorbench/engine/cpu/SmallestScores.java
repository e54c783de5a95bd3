package anchorbench.engine.cpu;

import anchorbench.engine.NeighbourOrder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The many smallest of a row of scores {@code norms[j] - 2 products[j]}, sorted; one for each
 * thread. A sample of the row guesses a threshold a little too high, one pass keeps what lies below
 * it, and only that is sorted.
 */
final class SmallestScores {
  private static final int SAMPLE = 512;

  /** Standard deviations of the sample's count that the guess is put too high. */
  private static final double CAUTION = 4;

  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int SCORE_SHIFT = Integer.SIZE;

  private final Kernels kernels;
  private final MemorySegment norms;
  private final int count;
  private final int wanted;
  private final long[] sample;
  private final int[] below;
  private final int[] starts = new int[DIGITS];

  /** Score, as an integer of the same order, above its position. */
  private long[] kept;

  private long[] spare;

  /**
   * @param wanted at most {@code count}
   */
  SmallestScores(Kernels kernels, MemorySegment norms, int count, int wanted) {
    this.kernels = kernels;
    this.norms = norms;
    this.count = count;
    this.wanted = wanted;
    sample = new long[Math.min(SAMPLE, count)];
    below = new int[count];
    kept = new long[count];
    spare = new long[count];
  }

  /**
   * Fills {@code positions} and {@code scores}: smallest first, equal ones by position.
   *
   * @param products float32, read from {@code productsAt} on
   */
  void find(MemorySegment products, long productsAt, int[] positions, float[] scores) {
    int found = keepBelow(products, productsAt, guess(products, productsAt));
    if (found < wanted) {
      found = keepBelow(products, productsAt, Float.NaN);
    }
    sort(found);
    for (int i = 0; i < wanted; i++) {
      positions[i] = (int) kept[i];
      scores[i] = score(products, productsAt, positions[i]);
    }
  }

  private float score(MemorySegment products, long productsAt, int j) {
    return ScalarKernels.score(products, productsAt, norms, j);
  }

  /** Score above its position: in order of score as signed numbers. */
  private long key(MemorySegment products, long productsAt, int j) {
    return (long) NeighbourOrder.ordered(score(products, productsAt, j)) << SCORE_SHIFT | j;
  }

  private float guess(MemorySegment products, long productsAt) {
    double share = (double) wanted / count;
    double spread = Math.sqrt(sample.length * share * (1 - share));
    int rank = (int) Math.ceil(sample.length * share + CAUTION * spread);
    if (rank >= sample.length) {
      return Float.NaN;
    }
    for (int i = 0; i < sample.length; i++) {
      sample[i] = key(products, productsAt, (int) ((long) i * count / sample.length));
    }
    NeighbourOrder.select(sample, 0, sample.length - 1, rank);
    return score(products, productsAt, (int) sample[rank]);
  }

  /**
   * @param threshold NaN keeps all
   * @return how many are kept
   */
  private int keepBelow(MemorySegment products, long productsAt, float threshold) {
    boolean all = Float.isNaN(threshold);
    int found = all ? count : kernels.below(products, productsAt, norms, count, threshold, below);
    for (int i = 0; i < found; i++) {
      // As unsigned numbers, which the sort's digits are.
      kept[i] = key(products, productsAt, all ? i : below[i]) ^ Long.MIN_VALUE;
    }
    return found;
  }

  /** By score alone, digit by digit from the lowest: it keeps the order of equals, by position. */
  private void sort(int found) {
    for (int digit = 0; digit < Integer.SIZE; digit += DIGIT_BITS) {
      int shift = SCORE_SHIFT + digit;
      Arrays.fill(starts, 0);
      for (int i = 0; i < found; i++) {
        starts[(int) (kept[i] >>> shift) & (DIGITS - 1)]++;
      }
      int start = 0;
      for (int d = 0; d < DIGITS; d++) {
        int size = starts[d];
        starts[d] = start;
        start += size;
      }
      for (int i = 0; i < found; i++) {
        spare[starts[(int) (kept[i] >>> shift) & (DIGITS - 1)]++] = kept[i];
      }
      long[] sorted = spare;
      spare = kept;
      kept = sorted;
    }
  }
}
