package anchorbench.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Variances of many rows, each estimated from a few values, that inform one another as far as they
 * are alike (Smyth 2004, "Linear models and empirical Bayes methods for assessing differential
 * expression", section 3).
 *
 * <p>The model: variances are drawn about a common one, d0 s0^2 / chi-square(d0), so that an
 * estimate s^2 with d degrees is distributed as s0^2 F(d, d0), and the variance behind it is known
 * as from (d0 s0^2 + d s^2) / (d0 + d) with d0 + d degrees. A large d0 says that all rows have one
 * variance, d0 = 0 that they have nothing in common.
 *
 * <p>Smyth puts estimates in place of d0 and s0. From a dozen rows of two forks these are poor, and
 * a d0 found too large makes the loud row among quiet ones look certain. Here both are averaged
 * over, by what the rows say of them: s0 flat on the scale of logarithms, d0 with equal chances for
 * every weight d0 / (d0 + d) from 0 to 1 (Daniels 1999, "A prior for the variance in hierarchical
 * models"). What comes of that is a mixture; the estimate returned is the scaled chi-square with
 * the same mean and variance of 1 / variance (Satterthwaite's way).
 */
public final class ModeratedVariances {
  private static final int WEIGHTS = 20;

  /** Steps of log s0^2 either way of the likeliest, two for each of its standard deviations. */
  private static final int STEPS = 16;

  private static final double STEP = 0.5;

  private final List<VarianceEstimate> rows;
  private final List<Node> nodes = new ArrayList<>();

  /** A pair of d0 and s0^2 and the logarithm of its share. */
  private record Node(double degrees, double variance, double logShare) {}

  private ModeratedVariances(List<VarianceEstimate> rows) {
    this.rows = rows;
    double degrees = rows.stream().mapToDouble(VarianceEstimate::degrees).average().orElseThrow();
    for (int w = 0; w < WEIGHTS; w++) {
      double weight = (w + 0.5) / WEIGHTS;
      addNodes(degrees * weight / (1 - weight));
    }
  }

  /**
   * @param rows positive values, finite degrees
   * @return in the same order; of one row itself, for a flat scale makes of it what it was
   */
  public static List<VarianceEstimate> of(List<VarianceEstimate> rows) {
    if (rows.size() < 2) {
      return List.copyOf(rows);
    }
    ModeratedVariances all = new ModeratedVariances(rows);
    return rows.stream().map(all::moderated).toList();
  }

  /** The grid follows the likelihood, which is wide with few forks and narrow with many. */
  private void addNodes(double degrees) {
    List<FDistribution> ratios =
        rows.stream().map(row -> FDistribution.of(row.degrees(), degrees)).toList();
    double likeliest = likeliest(degrees);
    double width = 1 / Math.sqrt(curvature(likeliest, degrees));
    for (int step = -STEPS; step <= STEPS; step++) {
      double log = likeliest + STEP * step * width;
      double variance = Math.exp(log);
      double logShare = Math.log(width);
      for (int r = 0; r < rows.size(); r++) {
        logShare += ratios.get(r).logDensity(rows.get(r).value() / variance) - log;
      }
      nodes.add(new Node(degrees, variance, logShare));
    }
  }

  /** Logarithm of s0^2 where the likelihood, which has one peak, is largest; by bisection. */
  private double likeliest(double degrees) {
    double[] logs = rows.stream().mapToDouble(row -> Math.log(row.value())).toArray();
    double low = Arrays.stream(logs).min().orElseThrow();
    double high = Arrays.stream(logs).max().orElseThrow();
    while (high - low > 1e-6) {
      double middle = (low + high) / 2;
      double slope = 0;
      for (VarianceEstimate row : rows) {
        slope += (row.degrees() + degrees) * share(row, middle, degrees) - row.degrees();
      }
      if (slope > 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** Minus the second derivative of the log likelihood. */
  private double curvature(double log, double degrees) {
    double sum = 0;
    for (VarianceEstimate row : rows) {
      double share = share(row, log, degrees);
      sum += (row.degrees() + degrees) / 2 * share * (1 - share);
    }
    return sum;
  }

  /** Of d s^2 in d s^2 + d0 s0^2. */
  private static double share(VarianceEstimate row, double log, double degrees) {
    double own = row.degrees() * row.value() * Math.exp(-log);
    return own / (own + degrees);
  }

  private VarianceEstimate moderated(VarianceEstimate row) {
    double most = nodes.stream().mapToDouble(Node::logShare).max().orElseThrow();
    double shares = 0;
    double first = 0;
    double second = 0;
    for (Node node : nodes) {
      double share = Math.exp(node.logShare - most);
      double degrees = node.degrees + row.degrees();
      double precision = degrees / (node.degrees * node.variance + row.degrees() * row.value());
      shares += share;
      first += share * precision;
      second += share * precision * precision * (1 + 2 / degrees);
    }
    double mean = first / shares;
    return new VarianceEstimate(1 / mean, 2 * mean * mean / (second / shares - mean * mean));
  }
}
