package anchorbench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SeedsNeededTest {
  private static final double[] PILOT = {0.1, 0.4, -0.2, 0.3, 0.15};

  @Test
  void theNumberIsTheFirstWhoseDetectableDifferenceIsSmallEnough() {
    SeedsNeeded needed = SeedsNeeded.of(PILOT, 0.2, 0.05, 2);
    assertTrue(detectable(needed.sd(), needed.pairs()) <= 0.2);
    assertTrue(detectable(needed.sd(), needed.pairs() - 1) > 0.2);
    assertTrue(detectable(needed.sdLimit(), needed.pairsAtLimit()) <= 0.2);
    assertTrue(detectable(needed.sdLimit(), needed.pairsAtLimit() - 1) > 0.2);
  }

  /**
   * Two values this far to either side of 0 have this standard deviation, whatever their number.
   */
  private static double detectable(double sd, int pairs) {
    double[] differences = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      differences[i] = i % 2 == 0 ? 1 : -1;
    }
    double own = SeedsNeeded.of(differences, 1, 0.05, 2).sd();
    for (int i = 0; i < pairs; i++) {
      differences[i] *= sd / own;
    }
    return PairedDifference.of(differences).detectable();
  }

  /** By SciPy: sqrt(4 / chi2.ppf(0.2, 4)). */
  @Test
  void theLimitIsThatOfTheChiSquare() {
    SeedsNeeded needed = SeedsNeeded.of(PILOT, 0.2, 0.05, 2);
    assertEquals(1.55757542255663, needed.sdLimit() / needed.sd(), 1e-9);
  }

  @Test
  void fewerPairsThanATestNeedsAreNoAnswer() {
    assertEquals(7, SeedsNeeded.of(PILOT, 10, 0.05, 7).pairs());
  }
}
