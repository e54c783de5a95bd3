package anchorbench.metric;

/** Share of queries whose nearest neighbour is of their class (Musgrave et al. 2020, section 2). */
public final class PrecisionAtOne {
  private PrecisionAtOne() {}

  public static double of(Neighbourhoods found) {
    int hits = 0;
    for (int q = 0; q < found.queries(); q++) {
      hits += found.hit(q, 0) ? 1 : 0;
    }
    return (double) hits / found.queries();
  }
}
