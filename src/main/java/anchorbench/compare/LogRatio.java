package anchorbench.compare;

import anchorbench.statistics.ForkMean;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * How many times as long one row takes as another, from their samples: a hierarchical bootstrap,
 * forks first, then iterations within them (Kalibera and Jones 2013), of the ratio of means.
 *
 * <p>A single fork says nothing of how forks differ. Its spread is then taken as {@link
 * #UNKNOWN_FORK_SPREAD}, which makes the interval wide rather than wrong.
 *
 * @param ratio contender over baseline, above 1 if slower
 * @param low end of the 95 % interval
 * @param high other end
 * @param p two-sided, that the ratio is 1
 * @param rankP the same by the U test on the means of forks, which no outlier sways; NaN with fewer
 *     than four forks on a side
 * @param detectable the smallest change, as a share, that such samples show in four of five
 *     comparisons
 */
public record LogRatio(
    double ratio, double low, double high, double p, double rankP, double detectable) {
  /** Standard deviation of the logarithm of a fork's mean, where nothing is known of it. */
  static final double UNKNOWN_FORK_SPREAD = 0.15;

  private static final int RESAMPLES = 4000;
  private static final int FORKS_FOR_U = 4;
  private static final long SEED = 1;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Of microseconds, fork by fork; each side with at least one number. */
  public static LogRatio of(List<List<Double>> baseline, List<List<Double>> contender) {
    // Not the project's own streams: nothing has to agree with these, and they are many.
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] before = primitive(baseline);
    double[][] after = primitive(contender);
    double found = Math.log(ForkMean.of(contender) / ForkMean.of(baseline));
    double[] logs = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      logs[r] = resampled(after, random) - resampled(before, random);
    }
    Arrays.sort(logs);
    double error = spread(logs);
    double p = Math.max(2 * NORMAL.survivalProbability(Math.abs(found) / error), 1e-12);
    if (error == 0) {
      p = found == 0 ? 1 : 1e-12;
    }
    boolean ranks = Math.min(baseline.size(), contender.size()) >= FORKS_FOR_U;
    double rankP =
        ranks
            ? MannWhitneyUTest.withDefaults()
                .test(forkMeans(baseline), forkMeans(contender))
                .getPValue()
            : Double.NaN;
    return new LogRatio(
        Math.exp(found),
        Math.exp(logs[(int) (0.025 * RESAMPLES)]),
        Math.exp(logs[(int) (0.975 * RESAMPLES)]),
        p,
        rankP,
        Math.expm1((1.96 + 0.84) * error));
  }

  /** Unboxed: 200 rows draw tens of millions of them. */
  private static double[][] primitive(List<List<Double>> forks) {
    return forks.stream()
        .map(fork -> fork.stream().mapToDouble(v -> v).toArray())
        .toArray(double[][]::new);
  }

  /** Logarithm of the mean of a resample. */
  private static double resampled(double[][] forks, SplittableRandom random) {
    double sum = 0;
    int count = 0;
    for (int f = 0; f < forks.length; f++) {
      double[] fork = forks[random.nextInt(forks.length)];
      for (int i = 0; i < fork.length; i++) {
        sum += fork[random.nextInt(fork.length)];
      }
      count += fork.length;
    }
    double unknown = forks.length == 1 ? UNKNOWN_FORK_SPREAD * normal(random) : 0;
    return Math.log(sum / count) + unknown;
  }

  private static double normal(SplittableRandom random) {
    return NORMAL.inverseCumulativeProbability(Math.clamp(random.nextDouble(), 1e-9, 1 - 1e-9));
  }

  private static double spread(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  private static double[] forkMeans(List<List<Double>> forks) {
    return forks.stream()
        .mapToDouble(fork -> fork.stream().mapToDouble(v -> v).average().orElseThrow())
        .toArray();
  }
}
