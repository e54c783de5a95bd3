package anchorbench.compare;

import anchorbench.metric.Spread;
import anchorbench.statistics.VarianceEstimate;
import java.util.List;

/**
 * How far the forks of two sides lie apart, on the scale of logarithms. A fork is one value, the
 * mean of its iterations: JVMs differ from one another by more than a JVM from itself, so that more
 * iterations are no more evidence (Kalibera and Jones 2013, "Rigorous benchmarking in reasonable
 * time").
 *
 * @param log mean logarithm of the contender's forks less that of the baseline's
 * @param spread variance of one fork's logarithm
 * @param perFork variance of {@code log} in units of {@code spread}: 1 / forks before + 1 / forks
 *     after
 * @param assumed whether a side has one fork, which says nothing of how forks differ
 */
record ForkDifference(double log, VarianceEstimate spread, double perFork, boolean assumed) {
  /** Standard deviation of the logarithm of a fork's mean, where nothing is known of it. */
  static final double UNKNOWN_FORK_SPREAD = 0.15;

  /** Forks that agree to the last digit written down may still differ by a millionth. */
  private static final double LEAST_SPREAD = 1e-6;

  /** Of microseconds, fork by fork; each side with at least one number. */
  static ForkDifference of(List<List<Double>> baseline, List<List<Double>> contender) {
    double[] before = logMeans(baseline);
    double[] after = logMeans(contender);
    double log = Spread.of(after).mean() - Spread.of(before).mean();
    double perFork = 1.0 / before.length + 1.0 / after.length;
    boolean assumed = Math.min(before.length, after.length) == 1;
    VarianceEstimate spread =
        assumed
            ? assumed(perFork, withinForks(baseline) + withinForks(contender))
            : found(before, after, perFork);
    return new ForkDifference(log, spread, perFork, assumed);
  }

  /**
   * Each side's variance counts as it does in the difference, so that sides that differ in spread
   * and in number of forks give no false certainty; the degrees are Satterthwaite's for sides of
   * one spread, n1 + n2 - 2 with equally many forks.
   */
  private static VarianceEstimate found(double[] before, double[] after, double perFork) {
    double variance =
        (square(Spread.of(before).sd()) / before.length
                + square(Spread.of(after).sd()) / after.length)
            / perFork;
    double degrees = square(perFork) / (degreesPart(before.length) + degreesPart(after.length));
    return new VarianceEstimate(Math.max(variance, square(LEAST_SPREAD)), degrees);
  }

  private static double degreesPart(int forks) {
    return 1 / ((double) forks * forks * (forks - 1));
  }

  private static VarianceEstimate assumed(double perFork, double withinForks) {
    return new VarianceEstimate(
        square(UNKNOWN_FORK_SPREAD) + withinForks / perFork, Double.POSITIVE_INFINITY);
  }

  /** Variance of the mean logarithm of some forks by what their iterations scatter. */
  private static double withinForks(List<List<Double>> forks) {
    return forks.stream()
            .map(ForkDifference::primitive)
            .mapToDouble(fork -> square(Spread.of(fork).cv()) / fork.length)
            .sum()
        / square(forks.size());
  }

  static double[] logMeans(List<List<Double>> forks) {
    return forks.stream()
        .mapToDouble(fork -> Math.log(Spread.of(primitive(fork)).mean()))
        .toArray();
  }

  private static double[] primitive(List<Double> fork) {
    return fork.stream().mapToDouble(v -> v).toArray();
  }

  private static double square(double value) {
    return value * value;
  }

  ForkDifference with(VarianceEstimate moderated) {
    return new ForkDifference(log, moderated, perFork, assumed);
  }

  /** Standard error of {@code log}. */
  double error() {
    return Math.sqrt(spread.value() * perFork);
  }
}
