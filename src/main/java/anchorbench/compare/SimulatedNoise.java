package anchorbench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Made-up times of a machine whose noise is known: the logarithms of the forks' means are normal,
 * the iterations scatter about their fork.
 *
 * @param name for a table
 * @param spreads one per row: standard deviation of the logarithm of a fork's mean
 * @param slowShare share of iterations that take {@link #SLOW} times as long, as beside other load
 */
record SimulatedNoise(String name, double[] spreads, double slowShare) {
  /** As many as the default benchmark of one engine and its peaks has. */
  static final int ROWS = 18;

  private static final int ITERATIONS = 5;
  private static final double ITERATION_SPREAD = 0.02;
  private static final double SLOW = 2;
  private static final double MICROS = 100;

  /** Every row alike. */
  static SimulatedNoise even(String name, double spread) {
    double[] spreads = new double[ROWS];
    Arrays.fill(spreads, spread);
    return new SimulatedNoise(name, spreads, 0);
  }

  /** From least to most in equal ratios. */
  static SimulatedNoise mixed(String name, double least, double most) {
    double[] spreads = new double[ROWS];
    Arrays.setAll(spreads, r -> least * Math.pow(most / least, r / (ROWS - 1.0)));
    return new SimulatedNoise(name, spreads, 0);
  }

  /** One row among quiet ones: the hardest case for whatever pools spreads. */
  static SimulatedNoise oneLoud(String name, double quiet, double loud) {
    SimulatedNoise noise = even(name, quiet);
    noise.spreads[ROWS / 2] = loud;
    return noise;
  }

  SimulatedNoise withSlowIterations(String named, double share) {
    return new SimulatedNoise(named, spreads, share);
  }

  /** Microseconds of one row, fork by fork. */
  List<List<Double>> times(int row, int forks, double factor, SplittableRandom random) {
    List<List<Double>> times = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      double fork = factor * MICROS * Math.exp(spreads[row] * random.nextGaussian());
      List<Double> iterations = new ArrayList<>();
      for (int i = 0; i < ITERATIONS; i++) {
        double slow = random.nextDouble() < slowShare ? SLOW : 1;
        iterations.add(slow * fork * Math.exp(ITERATION_SPREAD * random.nextGaussian()));
      }
      times.add(iterations);
    }
    return times;
  }
}
