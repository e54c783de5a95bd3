package anchorbench.statistics;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How many pairs show a true difference in four of five experiments (two-sided t test, power 80 %).
 *
 * <p>A pilot of few pairs may have found too small a standard deviation, so there is an upper limit
 * of it, too: the true one lies below in four of five pilots (Browne 1995, Statistics in Medicine
 * 14).
 *
 * @param sd of the pilot's differences
 * @param sdLimit upper limit of it
 * @param pairs with {@code sd}
 * @param pairsAtLimit with {@code sdLimit}
 */
public record SeedsNeeded(double sd, double sdLimit, int pairs, int pairsAtLimit) {
  private static final double POWER = 0.8;
  private static final double CONFIDENCE = 0.8;
  private static final int MOST = 1_000_000;

  /**
   * @param pilot differences, two or more
   * @param difference to be shown, above 0
   * @param level of the test, after whatever adjustment
   * @param fewest pairs that can show anything at all
   */
  public static SeedsNeeded of(double[] pilot, double difference, double level, int fewest) {
    Sample sample = Sample.of(pilot);
    double sd = sample.sd();
    ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(sample.count() - 1);
    double limit =
        Math.sqrt(sample.squares() / chiSquared.inverseCumulativeProbability(1 - CONFIDENCE));
    return new SeedsNeeded(
        sd, limit, pairs(sd, difference, level, fewest), pairs(limit, difference, level, fewest));
  }

  private static int pairs(double sd, double difference, double level, int fewest) {
    int low = Math.max(2, fewest);
    int high = MOST;
    while (low < high) {
      int middle = low + (high - low) / 2;
      if (shown(sd, middle, level) <= difference) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** The smallest difference that so many pairs show; falls with their number. */
  private static double shown(double sd, int pairs, double level) {
    TDistribution t = TDistribution.of(pairs - 1.0);
    double units =
        t.inverseCumulativeProbability(1 - level / 2) + t.inverseCumulativeProbability(POWER);
    return units * sd / Math.sqrt(pairs);
  }
}
