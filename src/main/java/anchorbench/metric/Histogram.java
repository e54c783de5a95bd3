package anchorbench.metric;

import java.util.Arrays;
import java.util.List;

/**
 * Counts in equal bins from 0 on.
 *
 * @param binWidth in the values' unit
 * @param counts by bin; the last holds everything above it too
 */
public record Histogram(double binWidth, List<Integer> counts) {
  public Histogram {
    counts = List.copyOf(counts);
  }

  public static Histogram of(double[] values, double binWidth, int bins) {
    int[] counts = new int[bins];
    for (double value : values) {
      counts[(int) Math.clamp(value / binWidth, 0, bins - 1)]++;
    }
    return new Histogram(binWidth, Arrays.stream(counts).boxed().toList());
  }
}
