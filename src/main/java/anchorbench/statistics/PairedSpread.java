package anchorbench.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether two paired samples spread alike (Pitman 1939, Morgan 1939): they do where sums and
 * differences of the pairs are not correlated.
 *
 * @param first standard deviation of the one sample; likewise second
 * @param p two-sided; NaN with fewer than three pairs, or where a sample does not vary
 */
public record PairedSpread(double first, double second, double p) {
  private static final int LEAST = 3;

  public static PairedSpread of(double[] x, double[] y) {
    int n = x.length;
    double meanX = mean(x);
    double meanY = mean(y);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    double sdX = n < 2 ? Double.NaN : Math.sqrt(xx / (n - 1));
    double sdY = n < 2 ? Double.NaN : Math.sqrt(yy / (n - 1));
    // Of the sums x + y with the differences x - y.
    double variation = (xx + yy + 2 * xy) * (xx + yy - 2 * xy);
    if (n < LEAST || !(variation > 0) || xx == 0 || yy == 0) {
      return new PairedSpread(sdX, sdY, Double.NaN);
    }
    double squared = Math.min(1, (xx - yy) * (xx - yy) / variation);
    double t = Math.sqrt(squared * (n - 2) / (1 - squared));
    return new PairedSpread(sdX, sdY, 2 * TDistribution.of(n - 2).survivalProbability(t));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
