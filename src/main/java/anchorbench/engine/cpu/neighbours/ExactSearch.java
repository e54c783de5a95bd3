package anchorbench.engine.cpu.neighbours;

/**
 * One thread's search by distances in double: for queries around which more rows lie than float32
 * scores can tell apart, as in a space of one column, or far from where most rows are.
 */
final class ExactSearch implements BallTree.Visitor {
  private final NearestNeighbours search;
  private final SearchSpace space;
  private final NearestRows nearest;

  /** Squared; no neighbour is further. */
  private double bound;

  ExactSearch(SearchSpace space) {
    this.space = space;
    search = space.search;
    nearest = new NearestRows(search.k);
  }

  /**
   * Writes the query's row of {@link NearestNeighbours#nearest}.
   *
   * @param known rows that float32 scores found, at least k for the search to be short
   * @param from of the first of them
   * @param to behind the last
   */
  void find(int query, int[] known, int from, int to) {
    bound = furthest(query, known, from, to);
    nearest.clear();
    space.tree().visit(search.distance, search.queries, query, this);
    nearest.drain(search.nearest, query * search.k);
  }

  @Override
  public void visit(int row, double squared) {
    nearest.add(row, squared);
  }

  @Override
  public double limit() {
    // Not the minimum's other way round: a bound that is no number bounds nothing.
    double limit = nearest.limit();
    return bound < limit ? bound : limit;
  }

  /** No neighbour is further than the furthest of any k rows. */
  private double furthest(int query, int[] known, int from, int to) {
    if (to - from < search.k) {
      return Double.POSITIVE_INFINITY;
    }
    int width = search.width;
    double furthest = 0;
    for (int i = from; i < from + search.k; i++) {
      double squared =
          search.distance.squared(
              search.queries, query * width, search.index, known[i] * width, width);
      furthest = squared <= furthest ? furthest : squared;
    }
    return furthest;
  }
}
