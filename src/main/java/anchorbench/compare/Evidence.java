package anchorbench.compare;

import anchorbench.statistics.PairedDifference;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What a verdict takes, and how many forks would give it.
 *
 * @param rows that are judged together
 * @param minEffect smallest change of interest, as a share
 */
record Evidence(int rows, double minEffect) {
  private static final double POWER = 0.8;

  /** The level that Holm leaves to the first of the rows. */
  private double level() {
    return PairedDifference.LEVEL / rows;
  }

  /** Standard errors that a change must have to be shown in four of five comparisons. */
  double unitsToShow(TDistribution t) {
    return t.inverseSurvivalProbability(level() / 2) + t.inverseCumulativeProbability(POWER);
  }

  /** Standard errors within the smallest effect for SAME in four of five, where nothing changed. */
  private double unitsForSame(TDistribution t) {
    return t.inverseSurvivalProbability(level()) + t.inverseCumulativeProbability((1 + POWER) / 2);
  }

  /**
   * Forks that would decide a row, if its spread is what it seems and its change what was measured.
   *
   * @return null where the spread is assumed, and more forks would first of all tell it
   */
  MoreForks toDecide(ForkDifference row) {
    if (row.assumed()) {
      return null;
    }
    double measured = Math.abs(row.log());
    boolean same = measured <= Math.log1p(minEffect);
    double aim = same ? Math.log1p(minEffect) : measured;
    double now = 2 / row.perFork();
    int few = (int) Math.floor(now);
    int forks = MoreForks.MOST;
    // Halved, for each step takes two quantiles: few never are enough, forks are, or are the most.
    while (forks - few > 1) {
      int middle = (few + forks) / 2;
      if (units(same, row, middle - now) * error(row, middle) > aim) {
        few = middle;
      } else {
        forks = middle;
      }
    }
    return new MoreForks(forks, same ? Double.NaN : Math.expm1(measured));
  }

  /** Each fork more on both sides gives two degrees of freedom. */
  private double units(boolean same, ForkDifference row, double more) {
    TDistribution t = TDistribution.of(row.spread().degrees() + 2 * more);
    return same ? unitsForSame(t) : unitsToShow(t);
  }

  private static double error(ForkDifference row, int forks) {
    return Math.sqrt(row.spread().value() * 2 / forks);
  }
}
