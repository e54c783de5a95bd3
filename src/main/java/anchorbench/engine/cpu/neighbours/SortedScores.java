package anchorbench.engine.cpu.neighbours;

import anchorbench.engine.NeighbourOrder;
import java.util.Arrays;

/** Scores of one query, sorted digit by digit: faster than comparing from some hundred on. */
final class SortedScores {
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final int[] starts = new int[DIGITS];

  /** Score, as an integer of the same order, above its row. */
  private long[] keys;

  private long[] spare;
  private int count;

  SortedScores(int most) {
    keys = new long[most];
    spare = new long[most];
  }

  /** In order of score and, for one score, of row. */
  static long key(float score, int row) {
    return (long) NeighbourOrder.ordered(score) << Integer.SIZE | row;
  }

  static float score(long key) {
    return NeighbourOrder.number((int) (key >> Integer.SIZE));
  }

  void clear() {
    count = 0;
  }

  void add(float score, int row) {
    // The digits are those of unsigned numbers.
    keys[count++] = key(score, row) ^ Long.MIN_VALUE;
  }

  int count() {
    return count;
  }

  int row(int place) {
    return (int) keys[place];
  }

  float score(int place) {
    return score(keys[place] ^ Long.MIN_VALUE);
  }

  void sort() {
    for (int shift = Integer.SIZE; shift < Long.SIZE; shift += DIGIT_BITS) {
      Arrays.fill(starts, 0);
      for (int i = 0; i < count; i++) {
        starts[(int) (keys[i] >>> shift) & (DIGITS - 1)]++;
      }
      int start = 0;
      for (int d = 0; d < DIGITS; d++) {
        int size = starts[d];
        starts[d] = start;
        start += size;
      }
      for (int i = 0; i < count; i++) {
        spare[starts[(int) (keys[i] >>> shift) & (DIGITS - 1)]++] = keys[i];
      }
      long[] sorted = spare;
      spare = keys;
      keys = sorted;
    }
    for (int from = 0; from < count; ) {
      int to = from + 1;
      while (to < count && keys[to] >>> Integer.SIZE == keys[from] >>> Integer.SIZE) {
        to++;
      }
      if (to - from > 1) {
        // Of one score, and so of one sign.
        Arrays.sort(keys, from, to);
      }
      from = to;
    }
  }
}
