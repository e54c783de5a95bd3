package anchorbench.statistics;

import anchorbench.metric.Spread;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/** The mean of a benchmark's iterations, fork by fork, and its interval as JMH reckons it. */
public final class ForkMean {
  private static final double CONFIDENCE = 0.999;

  private ForkMean() {}

  /**
   * Over all iterations of all forks; NaN without any.
   *
   * @param forks one number per iteration, fork by fork
   */
  public static double of(List<List<Double>> forks) {
    return forks.stream().flatMap(List::stream).mapToDouble(v -> v).average().orElse(Double.NaN);
  }

  /**
   * Half the width of Student's interval at 99.9 %, all iterations taken as one sample; NaN with
   * fewer than three, as JMH has it.
   */
  public static double halfWidth(List<List<Double>> forks) {
    double[] all = forks.stream().flatMap(List::stream).mapToDouble(v -> v).toArray();
    if (all.length < 3) {
      return Double.NaN;
    }
    double t =
        TDistribution.of(all.length - 1).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
    return t * Spread.of(all).sd() / Math.sqrt(all.length);
  }
}
