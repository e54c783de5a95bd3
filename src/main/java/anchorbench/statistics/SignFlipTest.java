package anchorbench.statistics;

import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Arrays;

/**
 * Two-sided permutation test of paired differences (Fisher 1935): if the arms were exchangeable,
 * every difference could as well have the other sign. All sign patterns are tried for up to {@link
 * #EXACT} pairs, a fixed random sample of them for more.
 */
public final class SignFlipTest {
  private static final int EXACT = 20;
  private static final int SAMPLES = 200_000;
  private static final long SEED = 1;

  /** Sums that differ by rounding alone count as equal. */
  private static final double TIE = 1e-12;

  private SignFlipTest() {}

  /**
   * @return share of patterns whose sum is at least as far from 0 as the one found; 1 for none; NaN
   *     if a difference is no finite number
   */
  public static double p(double[] differences) {
    int n = differences.length;
    if (!Arrays.stream(differences).allMatch(Double::isFinite)) {
      return Double.NaN;
    }
    double found = Math.abs(Arrays.stream(differences).sum());
    double scale = Arrays.stream(differences).map(Math::abs).sum();
    double bound = found - TIE * scale;
    if (n <= EXACT) {
      long asFar = 0;
      for (long pattern = 0; pattern < 1L << n; pattern++) {
        asFar += Math.abs(sum(differences, pattern)) >= bound ? 1 : 0;
      }
      return asFar / (double) (1L << n);
    }
    RandomStream random = new RandomStream(SEED, RngStream.BOOTSTRAP, -n);
    long asFar = 1;
    for (int s = 0; s < SAMPLES; s++) {
      double sum = 0;
      int signs = 0;
      for (int i = 0; i < n; i++) {
        signs = i % 32 == 0 ? random.nextWord() : signs >>> 1;
        sum += (signs & 1) == 0 ? differences[i] : -differences[i];
      }
      asFar += Math.abs(sum) >= bound ? 1 : 0;
    }
    // The pattern that was found is one of the sample: never 0.
    return asFar / (SAMPLES + 1.0);
  }

  private static double sum(double[] differences, long pattern) {
    double sum = 0;
    for (int i = 0; i < differences.length; i++) {
      sum += (pattern >> i & 1) == 0 ? differences[i] : -differences[i];
    }
    return sum;
  }
}
