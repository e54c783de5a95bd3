package anchorbench.statistics;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Differences of two arms, pair by pair.
 *
 * @param mean over the pairs
 * @param low end of the 95 % {@link BcaInterval} of the mean; NaN with fewer than two pairs
 * @param high other end
 * @param p of the {@link SignFlipTest}
 * @param effectSize Cohen's d_z: mean over standard deviation of the differences
 * @param detectable the smallest true difference that so many pairs with this spread show in four
 *     of five experiments (two-sided t test at 5 %, power 80 %)
 * @param pairs how many
 */
public record PairedDifference(
    double mean,
    double low,
    double high,
    double p,
    double effectSize,
    double detectable,
    int pairs) {
  private static final double CONFIDENCE = 0.95;
  private static final double POWER = 0.8;

  /** Above this, chance is explanation enough. */
  public static final double LEVEL = 0.05;

  /** Of at least one pair. */
  public static PairedDifference of(double[] differences) {
    int n = differences.length;
    Sample sample = Sample.of(differences);
    double mean = sample.mean();
    BcaInterval interval = BcaInterval.ofMean(differences, CONFIDENCE);
    double p = SignFlipTest.p(differences);
    if (n < 2) {
      return new PairedDifference(mean, Double.NaN, Double.NaN, p, Double.NaN, Double.NaN, n);
    }
    double sd = sample.sd();
    return new PairedDifference(
        mean, interval.low(), interval.high(), p, mean / sd, units(n) * sd / Math.sqrt(n), n);
  }

  /** Standard errors that the smallest difference to be shown has. */
  private static double units(int pairs) {
    TDistribution t = TDistribution.of(pairs - 1.0);
    return t.inverseCumulativeProbability(1 - LEVEL / 2) + t.inverseCumulativeProbability(POWER);
  }

  /** Standard error of the mean; NaN with fewer than two pairs. */
  public double standardError() {
    return pairs < 2 ? Double.NaN : detectable / units(pairs);
  }

  /** Whether interval and test both say that the difference is not chance. */
  public boolean shown(double adjustedP) {
    return (low > 0 || high < 0) && adjustedP < LEVEL;
  }
}
