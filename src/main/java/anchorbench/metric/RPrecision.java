package anchorbench.metric;

/**
 * Share of a query's class among its R nearest neighbours, R being all others of the class that
 * there are; the mean over the queries (Musgrave et al. 2020, section 3.3.1).
 */
public final class RPrecision {
  private RPrecision() {}

  /**
   * @param relevant int32 [classes], R by class; at most the neighbours' k
   */
  public static double of(Neighbourhoods found, int[] relevant) {
    double sum = 0;
    for (int q = 0; q < found.queries(); q++) {
      int r = relevant[found.queryLabel(q)];
      int hits = 0;
      for (int rank = 0; rank < r; rank++) {
        hits += found.hit(q, rank) ? 1 : 0;
      }
      sum += r == 0 ? 0 : (double) hits / r;
    }
    return sum / found.queries();
  }
}
