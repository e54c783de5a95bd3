package anchorbench.engine.cpu;

import anchorbench.engine.NeighbourOrder;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One thread's search by distances in double to every row: for queries around which more rows lie
 * than float32 can tell apart, as in a collapsed space.
 */
final class ExhaustiveSearch {
  private final NeighbourOrder.Distance distance;
  private final NearestNeighbours search;

  /** float64 [index], squared; made when first needed, which is hardly ever. */
  private double[] squared;

  private long[] bits;

  ExhaustiveSearch(NeighbourOrder.Distance distance, NearestNeighbours search) {
    this.distance = distance;
    this.search = search;
  }

  /** Writes the query's row of {@link NearestNeighbours#nearest}. */
  void find(int query) {
    if (squared == null) {
      squared = new double[search.indexCount];
      bits = new long[search.indexCount];
    }
    int width = search.width;
    for (int i = 0; i < squared.length; i++) {
      squared[i] = distance.squared(search.queries, query * width, search.index, i * width, width);
      // Distances are not negative, so their bits are in their order; what is no number comes last.
      bits[i] = Double.doubleToLongBits(squared[i]);
    }
    NeighbourOrder.select(bits, 0, bits.length - 1, search.k - 1);
    double furthest = Double.longBitsToDouble(bits[search.k - 1]);
    Integer[] chosen = new Integer[search.k];
    int count = collect(furthest, true, chosen, 0);
    collect(furthest, false, chosen, count);
    Arrays.sort(chosen, Comparator.comparingDouble((Integer row) -> squared[row]));
    for (int i = 0; i < chosen.length; i++) {
      search.nearest[query * search.k + i] = chosen[i];
    }
  }

  /** Rows nearer than the furthest or just as far, by position; stops when enough are chosen. */
  private int collect(double furthest, boolean nearer, Integer[] chosen, int count) {
    for (int i = 0; i < squared.length && count < chosen.length; i++) {
      int order = Double.compare(squared[i], furthest);
      if (nearer ? order < 0 : order == 0) {
        chosen[count++] = i;
      }
    }
    return count;
  }
}
