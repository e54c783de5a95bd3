package anchorbench.statistics;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The interval that JMH gives a mean: Student's t at 99.9 %, all iterations taken as one sample.
 */
public final class MeanInterval {
  private static final double CONFIDENCE = 0.999;

  private MeanInterval() {}

  /**
   * Half of its width; NaN with fewer than three iterations, as JMH has it.
   *
   * @param forks one number an iteration, fork by fork
   */
  public static double halfWidth(List<List<Double>> forks) {
    double[] all = forks.stream().flatMap(List::stream).mapToDouble(v -> v).toArray();
    if (all.length < 3) {
      return Double.NaN;
    }
    double sum = 0;
    for (double value : all) {
      sum += value;
    }
    double mean = sum / all.length;
    double squares = 0;
    for (double value : all) {
      squares += (value - mean) * (value - mean);
    }
    double t =
        TDistribution.of(all.length - 1).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
    return t * Math.sqrt(squares / (all.length - 1) / all.length);
  }
}
