package anchorbench.metric;

/**
 * Mean and spread of distances.
 *
 * @param sd sample standard deviation, with n - 1
 */
public record Spread(double mean, double sd) {
  public static Spread of(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Spread(mean, values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)));
  }

  /** Coefficient of variation, sd / mean. */
  public double cv() {
    return sd / mean;
  }
}
