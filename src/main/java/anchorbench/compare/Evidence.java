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
   * Forks that would decide a row in four of five comparisons, if its spread and its change are
   * what was measured.
   *
   * @return null where the spread is assumed: what it really is comes first
   */
  MoreForks toDecide(ForkDifference row) {
    if (row.assumed()) {
      return null;
    }
    double now = 2 / row.perFork();
    int few = (int) Math.floor(now);
    int forks = MoreForks.MOST;
    // By halves, because each step takes two quantiles. "few" forks are not enough; "forks" are,
    // unless they are the most.
    while (forks - few > 1) {
      int middle = (few + forks) / 2;
      if (decide(row, middle, middle - now)) {
        forks = middle;
      } else {
        few = middle;
      }
    }
    double measured = Math.abs(row.log());
    return new MoreForks(forks, isSmall(measured) ? Double.NaN : Math.expm1(measured));
  }

  private boolean isSmall(double measured) {
    return measured <= Math.log1p(minEffect);
  }

  /** Whether so many forks per side show the change, or that there is none of interest. */
  private boolean decide(ForkDifference row, int forks, double more) {
    double error = error(row, forks);
    double measured = Math.abs(row.log());
    double room = Math.abs(measured - Math.log1p(minEffect));
    TDistribution t = TDistribution.of(row.spread().degrees() + 2 * more);
    if (isSmall(measured)) {
      return unitsForSame(t) * error <= room;
    }
    // A change is one only where the measured one is not below the smallest of interest.
    return unitsToShow(t) * error <= measured
        && t.inverseCumulativeProbability(POWER) * error <= room;
  }

  private static double error(ForkDifference row, int forks) {
    return Math.sqrt(row.spread().value() * 2 / forks);
  }
}
