package anchorbench.experiment;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Differences of two arms, seed by seed.
 *
 * @param mean over the seeds
 * @param low end of the 95 % interval of the mean: Student's t of paired differences
 * @param high other end; both NaN with fewer than two seeds
 * @param seeds pairs of which both trials are usable
 */
public record PairedDifference(double mean, double low, double high, int seeds) {
  private static final double CONFIDENCE = 0.95;

  /** Of at least one pair. */
  public static PairedDifference of(List<Double> differences) {
    int n = differences.size();
    double mean = differences.stream().mapToDouble(d -> d).average().orElse(Double.NaN);
    if (n < 2) {
      return new PairedDifference(mean, Double.NaN, Double.NaN, n);
    }
    double squares = differences.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
    double standardError = Math.sqrt(squares / (n - 1) / n);
    double t = TDistribution.of(n - 1).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
    return new PairedDifference(mean, mean - t * standardError, mean + t * standardError, n);
  }

  /** Whether the interval lies wholly above or below 0. */
  public boolean excludesZero() {
    return low > 0 || high < 0;
  }
}
