package anchorbench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RandomEffectsTest {
  private static final double[] EFFECTS = {0.10, 0.30, 0.35, 0.65, 0.45, 0.15};
  private static final double[] VARIANCES = {0.03, 0.03, 0.05, 0.01, 0.05, 0.02};
  private static final double[] ERRORS = Arrays.stream(VARIANCES).map(Math::sqrt).toArray();

  /** The definition: weighted by 1 / (v + tau^2), the scatter is the degrees of freedom. */
  @Test
  void tauMakesTheScatterWhatChanceGives() {
    RandomEffects found = RandomEffects.of(EFFECTS, ERRORS);
    double tau2 = found.tau() * found.tau();
    double sum = 0;
    double total = 0;
    for (int i = 0; i < 6; i++) {
      sum += EFFECTS[i] / (VARIANCES[i] + tau2);
      total += 1 / (VARIANCES[i] + tau2);
    }
    double mean = sum / total;
    double scatter = 0;
    for (int i = 0; i < 6; i++) {
      scatter += (EFFECTS[i] - mean) * (EFFECTS[i] - mean) / (VARIANCES[i] + tau2);
    }
    assertEquals(5, scatter, 1e-9);
    assertEquals(mean, found.mean(), 1e-12);
    // Scatter by its degrees of freedom is 1: the interval is that of t with the usual error.
    assertEquals(2.5705818366147395 / Math.sqrt(total), found.high() - mean, 1e-9);
    assertEquals(2.7764451051977934 * Math.sqrt(tau2 + 1 / total), found.nextHigh() - mean, 1e-9);
  }

  /** By SciPy: weights 1 / v alone, chi2.sf(Q, 5). */
  @Test
  void heterogeneityIsCochransQ() {
    RandomEffects found = RandomEffects.of(EFFECTS, ERRORS);
    assertEquals(0.6095466684696258, found.heterogeneity(), 1e-9);
    assertEquals(0.02526995261290206, found.heterogeneityP(), 1e-9);
  }

  @Test
  void effectsThatAgreeHaveNothingBetweenThemAndNoNarrowerInterval() {
    RandomEffects found =
        RandomEffects.of(new double[] {0.5, 0.5001, 0.4999}, new double[] {0.1, 0.1, 0.1});
    assertEquals(0, found.tau());
    assertEquals(0, found.heterogeneity());
    assertEquals(4.302652729749464 * 0.1 / Math.sqrt(3), found.high() - found.mean(), 1e-9);
    assertTrue(found.p() < 0.02, found.toString());
  }

  @Test
  void oneEffectIsItself() {
    RandomEffects found = RandomEffects.of(new double[] {0.5}, new double[] {0.1});
    assertEquals(0.5, found.mean());
    assertTrue(Double.isNaN(found.low()) && Double.isNaN(found.p()));
    assertTrue(
        Double.isNaN(
            RandomEffects.of(new double[] {0.5, 0.6, 0.9}, new double[] {0.1, 0.1, 0.1})
                .nextLow()));
  }
}
