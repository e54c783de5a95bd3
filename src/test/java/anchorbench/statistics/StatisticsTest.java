package anchorbench.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void signFlipsAreCounted() {
    // Of 32 patterns only all plus and all minus reach 15.
    assertEquals(2 / 32.0, SignFlipTest.p(new double[] {1, 2, 3, 4, 5}));
    // Sums 1+2-3 = 0 and its mirror image: at least as far from 0 as 0 are all.
    assertEquals(1, SignFlipTest.p(new double[] {1, 2, -3}));
    assertEquals(1, SignFlipTest.p(new double[] {0.7}));
    // |4-1| = 3: 3, 5 and their mirror images.
    assertEquals(1, SignFlipTest.p(new double[] {4, -1}));
    // Five is not enough for 5 %, six is.
    assertEquals(0.03125, SignFlipTest.p(new double[] {1, 1, 1, 1, 1, 1}));
  }

  @Test
  void manyPairsAreSampled() {
    double[] same = new double[30];
    Arrays.fill(same, 1);
    double p = SignFlipTest.p(same);
    assertTrue(p > 0 && p < 1e-4, "p " + p);
    double[] mixed = new double[30];
    for (int i = 0; i < 30; i++) {
      mixed[i] = i % 2 == 0 ? 1 : -1;
    }
    assertEquals(1, SignFlipTest.p(mixed), 1e-9);
  }

  @Test
  void holmByHand() {
    double[] adjusted = Holm.adjust(new double[] {0.01, 0.04, 0.03, Double.NaN});
    assertArrayEquals(new double[] {0.03, 0.06, 0.06, Double.NaN}, adjusted, 1e-12);
  }

  /**
   * Of a symmetric sample the interval is symmetric about the mean, and near to Student's without
   * its correction for a small sample: mean +- 1.96 sd / sqrt(n).
   */
  @Test
  void theIntervalOfASymmetricSample() {
    double[] values = {-3, -2, -1, 0, 1, 2, 3, -1.5, 1.5, 0};
    BcaInterval interval = BcaInterval.ofMean(values, 0.95);
    double sd = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum() / 10);
    double half = 1.96 * sd / Math.sqrt(10);
    assertEquals(half, interval.high(), 0.08);
    assertEquals(-half, interval.low(), 0.08);
  }

  @Test
  void skewMovesTheIntervalTowardsTheTail() {
    double[] skewed = {0, 0, 0, 0, 1, 1, 1, 2, 3, 12};
    BcaInterval interval = BcaInterval.ofMean(skewed, 0.95);
    assertTrue(interval.high() - 2 > 1.3 * (2 - interval.low()), interval.toString());
  }

  /** Over many samples the interval holds the true mean nearly as often as it says. */
  @Test
  void theIntervalCovers() {
    RandomStream random = new RandomStream(9, RngStream.BENCHMARK, 0);
    int covered = 0;
    int trials = 400;
    for (int t = 0; t < trials; t++) {
      double[] sample = new double[20];
      for (int i = 0; i < sample.length; i++) {
        sample[i] = random.unit() + random.unit() - 1;
      }
      BcaInterval interval = BcaInterval.ofMean(sample, 0.95);
      covered += interval.low() <= 0 && interval.high() >= 0 ? 1 : 0;
    }
    assertTrue(covered > 0.9 * trials && covered < 0.98 * trials, "covered " + covered);
  }

  @Test
  void aDifferenceNeedsBothTests() {
    PairedDifference clear = PairedDifference.of(new double[] {1, 2, 3, 2, 1, 2, 3});
    assertEquals(2, clear.mean(), 1e-12);
    assertEquals(2 / Math.sqrt(4 / 6.0), clear.effectSize(), 1e-12);
    assertTrue(clear.shown(clear.p()));
    assertFalse(clear.shown(0.06));
    PairedDifference none = PairedDifference.of(new double[] {1, -2, 3, -2, 1, -2, 1});
    assertFalse(none.shown(0.01));
  }

  /** t(6): 2.447 for 5 %, 0.906 for 80 %; sd 1. */
  @Test
  void detectableDifference() {
    double[] values = {-1.5, -0.5, 0.5, 1.5, 0, 0, 0};
    double sd = Math.sqrt(5 / 6.0);
    assertEquals(
        (2.4469 + 0.9057) * sd / Math.sqrt(7), PairedDifference.of(values).detectable(), 1e-3);
  }

  @Test
  void onePairSaysNothing() {
    PairedDifference one = PairedDifference.of(new double[] {0.5});
    assertEquals(0.5, one.mean());
    assertTrue(Double.isNaN(one.low()));
    assertFalse(one.shown(one.p()));
  }
}
