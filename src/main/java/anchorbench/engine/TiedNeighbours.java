package anchorbench.engine;

import java.util.Arrays;

/**
 * Nearest neighbours where rows repeat, as in a collapsed space: the search is among distinct rows,
 * and their repetitions are put in afterwards. A search by float32 scores cannot tell thousands of
 * ties apart, and would be one by distances in double to every row.
 *
 * <p>The k nearest rows are repetitions of the k nearest distinct ones: a row of any other has k
 * before it, which are nearer, or as near and earlier.
 */
public final class TiedNeighbours {
  /** A search among rows that need not repeat, as {@link Engine#nearest}. */
  public interface Search {
    int[] nearest(float[] queries, float[] index, int width, int k);
  }

  private final DistinctRows queries;
  private final DistinctRows index;
  private final float[] distinctQueries;
  private final float[] distinctIndex;
  private final int width;
  private final int k;

  /** Distinct neighbours of a distinct query. */
  private final int found;

  private TiedNeighbours(DistinctRows queries, DistinctRows index, int width, int k) {
    this.queries = queries;
    this.index = index;
    this.width = width;
    this.k = k;
    distinctQueries = queries.firsts();
    distinctIndex = index == queries ? distinctQueries : index.firsts();
    found = Math.min(k, index.count());
  }

  /** As {@link Engine#nearest}, by a search that need not be fast where rows repeat. */
  public static int[] find(float[] queries, float[] index, int width, int k, Search search) {
    if (k > index.length / width) {
      throw new IllegalArgumentException(k + " neighbours of " + index.length / width + " rows");
    }
    DistinctRows inIndex = DistinctRows.of(index, width);
    DistinctRows inQueries =
        Arrays.equals(queries, index) ? inIndex : DistinctRows.of(queries, width);
    if (inIndex.allDiffer() && inQueries.allDiffer()) {
      return search.nearest(queries, index, width, k);
    }
    return new TiedNeighbours(inQueries, inIndex, width, k).find(search, queries.length / width);
  }

  private int[] find(Search search, int count) {
    int[] distinct = search.nearest(distinctQueries, distinctIndex, width, found);
    int[] nearest = new int[Math.multiplyExact(count, k)];
    for (int query = 0; query < count; query++) {
      int clazz = queries.classOf(query);
      int first = queries.member(clazz, 0);
      if (first == query) {
        spread(clazz, distinct, nearest, query * k);
      } else {
        System.arraycopy(nearest, first * k, nearest, query * k, k);
      }
    }
    return nearest;
  }

  /** Writes the rows that a query's distinct neighbours stand for, nearest first. */
  private void spread(int query, int[] distinct, int[] nearest, int at) {
    int end = at + k;
    for (int from = query * found; at < end; ) {
      int to = from + 1;
      // One that is not repeated comes before whatever is as far: it has the first position.
      while (index.size(distinct[from]) > 1
          && to < (query + 1) * found
          && Double.compare(squared(query, distinct[from]), squared(query, distinct[to])) == 0) {
        to++;
      }
      at =
          to - from == 1
              ? one(distinct[from], nearest, at, end)
              : several(distinct, from, to, nearest, at, end);
      from = to;
    }
  }

  private double squared(int query, int row) {
    return NeighbourOrder.squared(
        distinctQueries, query * width, distinctIndex, row * width, width);
  }

  private int one(int clazz, int[] nearest, int at, int end) {
    int wanted = Math.min(end - at, index.size(clazz));
    for (int rank = 0; rank < wanted; rank++) {
      nearest[at + rank] = index.member(clazz, rank);
    }
    return at + wanted;
  }

  /** Of equal distance: by position. */
  private int several(int[] distinct, int from, int to, int[] nearest, int at, int end) {
    int[] positions = new int[0];
    for (int i = from; i < to; i++) {
      int[] own = new int[Math.min(end - at, index.size(distinct[i]))];
      one(distinct[i], own, 0, own.length);
      int before = positions.length;
      positions = Arrays.copyOf(positions, before + own.length);
      System.arraycopy(own, 0, positions, before, own.length);
    }
    Arrays.sort(positions);
    int wanted = Math.min(end - at, positions.length);
    System.arraycopy(positions, 0, nearest, at, wanted);
    return at + wanted;
  }
}
