package anchorbench.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Several tests at once (Holm 1979): the chance of any false alarm stays below the level. */
public final class Holm {
  private Holm() {}

  /**
   * @param p raw p values; NaN stays NaN and is not counted as a test
   * @return adjusted p values, in the same order
   */
  public static double[] adjust(double[] p) {
    Integer[] order =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .toArray(Integer[]::new);
    double[] adjusted = p.clone();
    double largest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      largest = Math.max(largest, Math.min(1, (order.length - rank) * p[order[rank]]));
      adjusted[order[rank]] = largest;
    }
    return adjusted;
  }
}
