package anchorbench.engine;

import java.util.Arrays;

/**
 * The last word on nearest neighbours: candidates that float32 products have found are ordered by
 * distances in double, equal ones by position.
 */
public final class NeighbourOrder {
  private final Distance distance;
  private final float[] queries;
  private final float[] index;
  private final int width;
  private final int k;
  private final int[] nearest;

  /** Squared distance of two rows in double, summed in whatever order. */
  public interface Distance {
    double squared(float[] x, int xAt, float[] y, int yAt, int width);
  }

  /**
   * @param queries float32 [q, width]
   * @param index float32 [n, width]
   * @param nearest int32 [q, k], to be written a row at a time
   */
  public NeighbourOrder(float[] queries, float[] index, int width, int k, int[] nearest) {
    this(NeighbourOrder::squared, queries, index, width, k, nearest);
  }

  /** The same with a distance of the engine's own. */
  public NeighbourOrder(
      Distance distance, float[] queries, float[] index, int width, int k, int[] nearest) {
    this.distance = distance;
    this.queries = queries;
    this.index = index;
    this.width = width;
    this.k = k;
    this.nearest = nearest;
  }

  /**
   * Writes one query's k nearest. Several threads may do so at once, each for queries of its own.
   *
   * @param candidates positions in the index, at least k, in any order; reordered by this, and
   *     fastest if they come nearly sorted
   */
  public void write(int query, int[] candidates) {
    sortByDistance(query, candidates, 0, candidates.length, new double[candidates.length]);
    System.arraycopy(candidates, 0, nearest, query * k, k);
  }

  /** Insertion: they come nearly sorted. */
  private void sortByDistance(int query, int[] candidates, int from, int to, double[] squared) {
    for (int c = from; c < to; c++) {
      int candidate = candidates[c];
      double own = distance.squared(queries, query * width, index, candidate * width, width);
      int at = c;
      for (; at > from && isNearer(own, candidate, squared[at - 1], candidates[at - 1]); at--) {
        squared[at] = squared[at - 1];
        candidates[at] = candidates[at - 1];
      }
      squared[at] = own;
      candidates[at] = candidate;
    }
  }

  /**
   * The same for candidates that come sorted by a score which orders them but for rounding: only
   * where two scores lie so close that rounding may have swapped them are distances computed.
   *
   * @param candidates positions in the index, at least k, by score and, among equal scores, by
   *     position; reordered by this
   * @param scores float32, ascending, of the candidates
   * @param rounding by how much a score may be off
   */
  public void writeSorted(int query, int[] candidates, float[] scores, double rounding) {
    double[] squared = null;
    for (int from = 0; from < k; ) {
      int to = from + 1;
      // Not "above": a score that is no number is close to everything.
      while (to < candidates.length && !(scores[to] - scores[to - 1] > 2 * rounding)) {
        to++;
      }
      if (to - from > 1) {
        squared = squared == null ? new double[candidates.length] : squared;
        sortByDistance(query, candidates, from, to, squared);
      }
      from = to;
    }
    System.arraycopy(candidates, 0, nearest, query * k, k);
  }

  private static boolean isNearer(double distance, int position, double other, int otherPosition) {
    return distance < other || (distance == other && position < otherPosition);
  }

  /** Four sums side by side: one alone waits for each addition. */
  public static double squared(float[] x, int xAt, float[] y, int yAt, int width) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int j = 0;
    for (; j + 3 < width; j += 4) {
      double first = (double) x[xAt + j] - y[yAt + j];
      double second = (double) x[xAt + j + 1] - y[yAt + j + 1];
      double third = (double) x[xAt + j + 2] - y[yAt + j + 2];
      double fourth = (double) x[xAt + j + 3] - y[yAt + j + 3];
      a += first * first;
      b += second * second;
      c += third * third;
      d += fourth * fourth;
    }
    for (; j < width; j++) {
      double rest = (double) x[xAt + j] - y[yAt + j];
      a += rest * rest;
    }
    return a + b + (c + d);
  }

  /**
   * Positions of a row's smallest numbers, smallest first. For many of them; few are found faster
   * by keeping a sorted list.
   *
   * @param row float32, first {@code count} read
   * @param scratch at least as long as the row, overwritten
   * @param wanted at most {@code count}; as many are returned
   */
  public static int[] smallest(float[] row, int count, long[] scratch, int wanted) {
    for (int i = 0; i < count; i++) {
      scratch[i] = (long) ordered(row[i]) << 32 | i;
    }
    if (wanted > 0) {
      select(scratch, 0, count - 1, wanted - 1);
    }
    Arrays.sort(scratch, 0, wanted);
    int[] positions = new int[wanted];
    for (int i = 0; i < wanted; i++) {
      positions[i] = (int) scratch[i];
    }
    return positions;
  }

  /**
   * Bits of a number, changed so that they are in order as integers: negative ones run backward.
   */
  public static int ordered(float number) {
    int bits = Float.floatToRawIntBits(number);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** The number whose {@link #ordered} bits these are. */
  public static float number(int ordered) {
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }

  /**
   * Hoare's selection (1961): afterwards what {@code place} holds stands where a sort would put it,
   * with nothing larger before and nothing smaller behind.
   *
   * @param low first of the values that are moved
   * @param high last of them
   */
  public static void select(long[] values, int low, int high, int place) {
    while (low < high) {
      long pivot = middle(values[low], values[(low + high) >>> 1], values[high]);
      int left = low;
      int right = high;
      while (left <= right) {
        while (values[left] < pivot) {
          left++;
        }
        while (values[right] > pivot) {
          right--;
        }
        if (left <= right) {
          long swapped = values[left];
          values[left++] = values[right];
          values[right--] = swapped;
        }
      }
      if (place <= right) {
        high = right;
      } else if (place >= left) {
        low = left;
      } else {
        return;
      }
    }
  }

  private static long middle(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
