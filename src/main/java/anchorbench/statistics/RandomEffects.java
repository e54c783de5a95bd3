package anchorbench.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What several experiments say together, if each has an effect of its own and these spread around a
 * mean: the variance between them by Paule and Mandel (1982), the interval of the mean by Hartung
 * and Knapp (2001) and Sidik and Jonkman (2002), never narrower than the usual one (Roever et al.
 * 2015).
 *
 * @param effects how many
 * @param low end of the 95 % interval of the mean; NaN with one effect
 * @param p two-sided, of a mean of 0; NaN with one effect
 * @param tau standard deviation between the effects
 * @param heterogeneity share of the effects' variation that is not chance (I squared)
 * @param heterogeneityP of Cochran's Q: whether the effects could be one and the same
 * @param nextLow end of the 95 % interval in which another experiment's effect is expected (Higgins
 *     et al. 2009); NaN with fewer than four, which would leave it a single degree of freedom
 */
public record RandomEffects(
    int effects,
    double mean,
    double low,
    double high,
    double p,
    double tau,
    double heterogeneity,
    double heterogeneityP,
    double nextLow,
    double nextHigh) {
  private static final int LEAST_FOR_NEXT = 4;
  private static final int HALVINGS = 200;

  /**
   * @param effects one or more
   * @param errors their standard errors, above 0
   */
  public static RandomEffects of(double[] effects, double[] errors) {
    int k = effects.length;
    double tau2 = betweenVariance(effects, errors);
    double[] weights = weights(errors, tau2);
    double mean = mean(effects, weights);
    if (k < 2) {
      return new RandomEffects(
          k, mean, Double.NaN, Double.NaN, Double.NaN, 0, 0, Double.NaN, Double.NaN, Double.NaN);
    }
    double q = scatter(effects, weights(errors, 0));
    double total = Arrays.stream(weights).sum();
    double error = Math.sqrt(Math.max(1, scatter(effects, weights) / (k - 1)) / total);
    TDistribution t = TDistribution.of(k - 1.0);
    double half = t.inverseCumulativeProbability(1 - PairedDifference.LEVEL / 2) * error;
    double next =
        k < LEAST_FOR_NEXT
            ? Double.NaN
            : TDistribution.of(k - 2.0).inverseCumulativeProbability(1 - PairedDifference.LEVEL / 2)
                * Math.sqrt(tau2 + error * error);
    return new RandomEffects(
        k,
        mean,
        mean - half,
        mean + half,
        2 * t.survivalProbability(Math.abs(mean) / error),
        Math.sqrt(tau2),
        q > 0 ? Math.max(0, (q - (k - 1)) / q) : 0,
        ChiSquaredDistribution.of(k - 1.0).survivalProbability(q),
        mean - next,
        mean + next);
  }

  /** The variance at which the weighted scatter is what chance gives, by halving an interval. */
  private static double betweenVariance(double[] effects, double[] errors) {
    int k = effects.length;
    if (k < 2 || scatter(effects, weights(errors, 0)) <= k - 1) {
      return 0;
    }
    double low = 0;
    double high = 1;
    while (scatter(effects, weights(errors, high)) > k - 1) {
      high *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (scatter(effects, weights(errors, middle)) > k - 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double[] weights(double[] errors, double tau2) {
    return Arrays.stream(errors).map(error -> 1 / (error * error + tau2)).toArray();
  }

  private static double mean(double[] effects, double[] weights) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < effects.length; i++) {
      sum += weights[i] * effects[i];
      total += weights[i];
    }
    return sum / total;
  }

  private static double scatter(double[] effects, double[] weights) {
    double mean = mean(effects, weights);
    double scatter = 0;
    for (int i = 0; i < effects.length; i++) {
      scatter += weights[i] * (effects[i] - mean) * (effects[i] - mean);
    }
    return scatter;
  }
}
