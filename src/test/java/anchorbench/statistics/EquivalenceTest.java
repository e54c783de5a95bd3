package anchorbench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EquivalenceTest {
  private static final double[] X = {0.001, -0.002, 0.0005, 0.003, -0.001, 0.0015};

  /**
   * By SciPy: the larger p of ttest_1samp(x, -0.005, alternative="greater") and (x, 0.005, "less").
   */
  @Test
  void twoOneSidedTests() {
    assertEquals(0.0008191288709070608, Equivalence.of(X, 0.005).p(), 1e-9);
    assertEquals(0.26200118669089467, Equivalence.of(X, 0.001).p(), 1e-9);
    assertTrue(Equivalence.of(X, 0.005).shown());
    assertFalse(Equivalence.of(X, 0.001).shown());
  }

  @Test
  void armsThatTrainedTheSameNetworks() {
    Equivalence same = Equivalence.of(new double[6], 0.005);
    assertEquals(0, same.p());
    assertTrue(same.shown());
    assertFalse(Equivalence.of(new double[1], 0.005).shown());
  }

  @Test
  void nothingVariesOrNothingIsThere() {
    assertFalse(Equivalence.of(new double[] {0.001, 0.001, 0.001}, 0.005).shown());
    assertFalse(Equivalence.of(new double[] {0.01, 0.01}, 0.005).shown());
    assertFalse(Equivalence.of(new double[] {0.001}, 0.005).shown());
  }
}
