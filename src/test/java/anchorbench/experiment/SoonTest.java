package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Curves that rise to 0.8 in a straight line; the arm takes twice the epochs at half the seconds.
 */
class SoonTest {
  private static List<Trial> trials(String arm, int epochs, double secondsPerEpoch) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 1; seed <= 8; seed++) {
      List<Double> elapsed = new ArrayList<>();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        elapsed.add(epoch * secondsPerEpoch);
      }
      // So that seeds differ: the untrained network is at 0.38 to 0.45.
      double untrained = 0.37 + 0.01 * seed;
      trials.add(
          LearningCurveTest.trial(arm, seed, List.of(0, epochs), List.of(untrained, 0.8), elapsed));
    }
    return trials;
  }

  private static final Soon SOON =
      Soon.of(trials("random", 10, 1), trials("mean:3", 20, 0.25), 1000);

  @Test
  void theTargetIsNineTenthsOfTheWay() {
    double untrained = 0.415;
    assertEquals(untrained + 0.9 * (0.8 - untrained), SOON.target(), 1e-12);
  }

  @Test
  void ratiosAreThoseOfTheCurves() {
    assertEquals(2, SOON.triplets().ratio(), 1e-9);
    assertEquals(0.5, SOON.seconds().ratio(), 1e-9);
    assertEquals(0, SOON.triplets().never());
    // Every seed's ratio is the same: the interval is a point, and all signs are one.
    assertEquals(2.0 / 256, SOON.triplets().p(), 1e-12);
    assertTrue(SOON.triplets().shown());
    assertEquals(9000, SOON.triplets().baseline(), 50);
  }

  @Test
  void equalBudgetsAreReadAtEqualPlaces() {
    Soon.Budget steps = SOON.steps().get(3);
    assertEquals(8000, steps.spent());
    assertEquals(0.415 + 0.8 * 0.385, steps.baseline(), 1e-9);
    assertEquals(0.415 + 0.4 * 0.385, steps.arm(), 1e-9);
    Soon.Budget time = SOON.time().get(2);
    assertEquals(4, time.spent(), 1e-12);
    assertEquals(0.415 + 0.4 * 0.385, time.baseline(), 1e-9);
    assertEquals(0.415 + 0.8 * 0.385, time.arm(), 1e-9);
  }

  @Test
  void whoNeverGetsThereCountsWithTheLastEpochAndIsTold() {
    List<Trial> arm = trials("mean:3", 20, 0.25);
    arm.set(
        0,
        LearningCurveTest.trial(
            "mean:3", 1, List.of(0, 20), List.of(0.38, 0.5), arm.get(0).epochs().elapsed()));
    Soon soon = Soon.of(trials("random", 10, 1), arm, 1000);
    assertEquals(1, soon.triplets().never());
    assertTrue(soon.sentence("random", "mean:3").contains("1 trial never"), soon.toString());
    assertTrue(soon.triplets().ratio() > 1);
  }

  /** A ratio to nothing would be infinite. */
  @Test
  void aNetworkThatIsThereUntrainedMakesTheRatioUnknown() {
    List<Trial> arm = trials("mean:3", 20, 0.25);
    arm.set(
        0,
        LearningCurveTest.trial(
            "mean:3", 1, List.of(0, 20), List.of(0.79, 0.8), arm.get(0).epochs().elapsed()));
    Soon soon = Soon.of(trials("random", 10, 1), arm, 1000);
    assertTrue(Double.isNaN(soon.seconds().ratio()) && Double.isNaN(soon.seconds().p()));
    assertFalse(soon.seconds().shown());
    String sentence = soon.sentence("random", "mean:3");
    assertTrue(sentence.startsWith("cannot be told"), sentence);
  }

  @Test
  void theSentenceHasTheNumbers() {
    String sentence = SOON.adjusted(0.2, 0.01).sentence("random", "mean:3");
    assertTrue(sentence.contains("2.00x the steps"), sentence);
    assertTrue(sentence.contains("no difference shown, p = 0.2"), sentence);
    assertTrue(sentence.contains("0.50x the seconds"), sentence);
    assertTrue(sentence.contains("fewer, p = 0.01"), sentence);
    assertFalse(sentence.contains("never"), sentence);
  }
}
