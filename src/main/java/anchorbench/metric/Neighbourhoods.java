package anchorbench.metric;

/**
 * The nearest neighbours of some queries, as labels are needed of them.
 *
 * @param nearest int32 [queries, k], nearest first, positions among the labels
 * @param queryLabels int32 [queries]
 * @param labels int32 [n], of what was searched
 */
public record Neighbourhoods(int[] nearest, int k, int[] queryLabels, int[] labels) {
  public Neighbourhoods {
    if (nearest.length != queryLabels.length * k) {
      throw new IllegalArgumentException(nearest.length + " neighbours, " + k + " each");
    }
  }

  /**
   * Of images among themselves: a query is not its own neighbour.
   *
   * @param nearest int32 [n, k + 1], the queries being what was searched
   */
  public static Neighbourhoods withoutSelf(int[] nearest, int k, int[] labels) {
    int[] others = new int[labels.length * k];
    for (int q = 0; q < labels.length; q++) {
      int next = q * k;
      // With equals before it a query may be the last of its own neighbours, or not among them.
      for (int i = q * (k + 1); next < (q + 1) * k; i++) {
        if (nearest[i] != q) {
          others[next++] = nearest[i];
        }
      }
    }
    return new Neighbourhoods(others, k, labels, labels);
  }

  public int queries() {
    return queryLabels.length;
  }

  public int queryLabel(int query) {
    return queryLabels[query];
  }

  /** Class of the neighbour at {@code rank}, counted from 0. */
  public int label(int query, int rank) {
    return labels[nearest[query * k + rank]];
  }

  /** Whether that neighbour is of the query's class. */
  public boolean hit(int query, int rank) {
    return label(query, rank) == queryLabel(query);
  }
}
