package anchorbench.compare;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * How many times as long one row takes as another: Student's t of the logarithms of forks' means,
 * the spread of forks moderated over all rows (Smyth 2004, section 4).
 *
 * @param ratio contender over baseline, geometric means of forks; above 1 if slower
 * @param low end of the 95 % interval
 * @param high other end
 * @param p two-sided, that the ratio is 1
 * @param sameP that the ratio is at least the smallest effect of interest away from 1: two
 *     one-sided tests (Schuirmann 1987)
 * @param rankP as {@code p} by the U test on the means of forks, which no outlier sways; NaN with
 *     fewer than four forks on a side
 * @param detectable the smallest change, as a share, that such samples show in four of five
 *     comparisons, with the level that Holm leaves to the first of all rows
 */
public record LogRatio(
    double ratio,
    double low,
    double high,
    double p,
    double sameP,
    double rankP,
    double detectable) {
  private static final double CONFIDENCE = 0.95;
  private static final int FORKS_FOR_U = 4;

  /** Nothing is more certain than that. */
  private static final double LEAST_P = 1e-12;

  static LogRatio of(ForkDifference difference, double rankP, Evidence evidence) {
    double error = difference.error();
    TDistribution t = TDistribution.of(difference.spread().degrees());
    double log = difference.log();
    double half = error * t.inverseSurvivalProbability((1 - CONFIDENCE) / 2);
    double room = Math.log1p(evidence.minEffect()) - Math.abs(log);
    return new LogRatio(
        Math.exp(log),
        Math.exp(log - half),
        Math.exp(log + half),
        atLeast(Math.min(1, 2 * t.survivalProbability(Math.abs(log) / error))),
        atLeast(t.survivalProbability(room / error)),
        rankP,
        Math.expm1(error * evidence.unitsToShow(t)));
  }

  private static double atLeast(double p) {
    return Math.max(p, LEAST_P);
  }

  /** The U test's p value of the means of forks. */
  static double rankP(List<List<Double>> baseline, List<List<Double>> contender) {
    return Math.min(baseline.size(), contender.size()) < FORKS_FOR_U
        ? Double.NaN
        : MannWhitneyUTest.withDefaults()
            .test(ForkDifference.logMeans(baseline), ForkDifference.logMeans(contender))
            .getPValue();
  }
}
