package anchorbench.statistics;

import java.util.Arrays;

/**
 * What a sample's mean and spread are.
 *
 * @param squares sum of the squared deviations from the mean
 */
public record Sample(int count, double mean, double squares) {
  /** Of at least one value. */
  public static Sample of(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    return new Sample(
        values.length, mean, Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum());
  }

  /** Standard deviation; NaN with fewer than two values. */
  public double sd() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
  }

  /** Of the mean; NaN with fewer than two values. */
  public double standardError() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
  }
}
