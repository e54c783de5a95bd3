package anchorbench.matrix;

import anchorbench.experiment.Comparison;
import anchorbench.experiment.Soon;
import anchorbench.statistics.PairedDifference;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What one comparison found on one measure, as all of them are put together: a mean over its seeds
 * with a standard error.
 *
 * @param baseline what the baseline reached, as a share; NaN of a ratio
 * @param mean difference as a share, or natural logarithm of a ratio
 * @param error standard error of it
 * @param low end of the 95 % interval of Student's t; likewise high
 * @param p two-sided, of a paired t test. Sign flips of six pairs have no p below 0.03, and a
 *     family of many tests needs smaller ones. NaN where every difference is 0: there is nothing to
 *     test
 * @param adjustedP the same, adjusted for everything that a matrix tests (Holm)
 */
public record Effect(
    double baseline,
    double mean,
    double error,
    double low,
    double high,
    double p,
    double adjustedP) {

  /** Null with fewer than two pairs, or where all differ by the same. */
  static Effect of(double baseline, double mean, double error, int pairs) {
    if (pairs >= 2 && error == 0 && mean == 0) {
      return new Effect(baseline, 0, 0, 0, 0, Double.NaN, Double.NaN);
    }
    if (pairs < 2 || !(error > 0)) {
      return null;
    }
    TDistribution t = TDistribution.of(pairs - 1.0);
    double half = t.inverseCumulativeProbability(1 - PairedDifference.LEVEL / 2) * error;
    double p = 2 * t.survivalProbability(Math.abs(mean) / error);
    return new Effect(baseline, mean, error, mean - half, mean + half, p, p);
  }

  /** Of a measure that both arms took the same test of; null if the comparison lacks it. */
  static Effect on(Comparison comparison, String measure) {
    for (Comparison.Row row : comparison.rows()) {
      if (row.measure().equals(measure)) {
        PairedDifference difference = row.difference();
        return of(
            row.baseline(), difference.mean(), difference.standardError(), difference.pairs());
      }
    }
    return null;
  }

  /** Of what a target takes; null where that was not measured. */
  static Effect on(Comparison comparison, Soon.Cost cost) {
    return of(
        Double.NaN,
        StrictMath.log(cost.ratio()),
        cost.error(),
        comparison.rows().getFirst().difference().pairs());
  }

  /** Whether there is anything to test. */
  boolean varies() {
    return error > 0;
  }

  Effect adjusted(double other) {
    return new Effect(baseline, mean, error, low, high, p, other);
  }

  /** Whether the sign is shown, among all that is tested. */
  public boolean shown() {
    return adjustedP < PairedDifference.LEVEL;
  }
}
