package anchorbench.network;

import anchorbench.InputException;

/**
 * Adam with bias correction (Kingma and Ba 2015, algorithm 1):
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g          v = beta2 v + (1 - beta2) g^2
 * w = w - learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * Engines compute it as {@code w -= stepSize(t) * m / (sqrt(v) * rootScale(t) + epsilon)}.
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon) {
  public static final Adam DEFAULT = withLearningRate(1e-3);

  public Adam {
    if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
      throw new InputException("learning rate " + learningRate + ": expected a number from 0 on");
    }
  }

  public static Adam withLearningRate(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-7);
  }

  /** The same at another learning rate; moments and their corrections know none. */
  public Adam at(double rate) {
    return new Adam(rate, beta1, beta2, epsilon);
  }

  /** {@code learningRate / (1 - beta1^t)}; steps count from 1. */
  public double stepSize(long t) {
    return learningRate / (1 - Math.pow(beta1, (double) t));
  }

  /** {@code 1 / sqrt(1 - beta2^t)}. */
  public double rootScale(long t) {
    return 1 / Math.sqrt(1 - Math.pow(beta2, (double) t));
  }
}
