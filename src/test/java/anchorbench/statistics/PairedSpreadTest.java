package anchorbench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedSpreadTest {
  private static final double[] X = {1, 3, 2, 5, 4, 7, 6};
  private static final double[] Y = {1.1, 1.3, 1.0, 1.9, 1.4, 1.8, 2.0};

  /** By SciPy: pearsonr(x + y, x - y). */
  @Test
  void sumsAndDifferencesOfUnequalSpreadsAreCorrelated() {
    PairedSpread spread = PairedSpread.of(X, Y);
    assertEquals(3.5706826973957154e-05, spread.p(), 1e-9);
    assertEquals(spread.p(), PairedSpread.of(Y, X).p(), 1e-12);
    assertEquals(2.160246899469287, spread.first(), 1e-12);
  }

  @Test
  void equalSpreadsAreNot() {
    double[] shifted = {2, 1, 4, 3, 6, 5, 7};
    assertEquals(1, PairedSpread.of(X, shifted).p(), 1e-9);
  }

  @Test
  void whatCannotBeToldIsNoNumber() {
    assertTrue(Double.isNaN(PairedSpread.of(new double[] {1, 2}, new double[] {2, 4}).p()));
    assertTrue(Double.isNaN(PairedSpread.of(X, X).p()));
  }
}
