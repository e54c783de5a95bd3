package anchorbench.statistics;

import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Bias-corrected and accelerated bootstrap interval of a mean (Efron 1987; Efron and Tibshirani
 * 1993, chapter 14). The same numbers always give the same interval.
 *
 * @param low end of the interval; both NaN for fewer than two values
 */
public record BcaInterval(double low, double high) {
  private static final int RESAMPLES = 10_000;
  private static final long SEED = 1;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * @param confidence e.g. 0.95
   */
  public static BcaInterval ofMean(double[] values, double confidence) {
    int n = values.length;
    if (n < 2) {
      return new BcaInterval(Double.NaN, Double.NaN);
    }
    double mean = mean(values);
    double[] means = new double[RESAMPLES];
    RandomStream random = new RandomStream(SEED, RngStream.BOOTSTRAP, n);
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += values[random.below(n)];
      }
      means[r] = sum / n;
    }
    Arrays.sort(means);
    if (means[0] == means[RESAMPLES - 1]) {
      return new BcaInterval(means[0], means[0]);
    }
    double bias = bias(means, mean);
    double acceleration = acceleration(values, mean);
    double tail = (1 - confidence) / 2;
    return new BcaInterval(
        quantile(means, adjusted(tail, bias, acceleration)),
        quantile(means, adjusted(1 - tail, bias, acceleration)));
  }

  /** z0: by how many standard normal units the bootstrap's median is off; equals count half. */
  private static double bias(double[] sorted, double mean) {
    double below = 0;
    for (double each : sorted) {
      below += each < mean ? 1 : each == mean ? 0.5 : 0;
    }
    double share = Math.clamp(below / sorted.length, 0.5 / sorted.length, 1 - 0.5 / sorted.length);
    return NORMAL.inverseCumulativeProbability(share);
  }

  /** From the jackknife; for a mean a sixth of the values' skewness over the root of n. */
  private static double acceleration(double[] values, double mean) {
    double squares = 0;
    double cubes = 0;
    for (double value : values) {
      double influence = value - mean;
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  private static double adjusted(double share, double bias, double acceleration) {
    double z = bias + NORMAL.inverseCumulativeProbability(share);
    return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.clamp(Math.floor(share * sorted.length), 0, sorted.length - 1)];
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
