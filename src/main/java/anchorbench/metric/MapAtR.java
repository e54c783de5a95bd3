package anchorbench.metric;

/**
 * Mean average precision at R (Musgrave et al. 2020, eqs. 3 and 4): for each query {@code 1/R sum
 * P(i)} over those ranks i up to R that are hits, P(i) being the precision among the first i; R is
 * as in {@link RPrecision}. It rewards hits that come early.
 */
public final class MapAtR {
  private MapAtR() {}

  /**
   * @param relevant int32 [classes], R by class; at most the neighbours' k
   */
  public static double of(Neighbourhoods found, int[] relevant) {
    double sum = 0;
    for (int q = 0; q < found.queries(); q++) {
      int r = relevant[found.queryLabel(q)];
      int hits = 0;
      double precisions = 0;
      for (int rank = 0; rank < r; rank++) {
        if (found.hit(q, rank)) {
          hits++;
          precisions += (double) hits / (rank + 1);
        }
      }
      sum += r == 0 ? 0 : precisions / r;
    }
    return sum / found.queries();
  }
}
