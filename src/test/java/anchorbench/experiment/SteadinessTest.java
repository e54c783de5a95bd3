package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.experiment.Trial.Health;
import anchorbench.experiment.Tuning.Candidate;
import anchorbench.experiment.protocol.Choice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadinessTest {
  private static final double[] WIDE = {0.70, 0.80, 0.72, 0.85, 0.75, 0.88, 0.71, 0.83};
  private static final double[] NARROW = {0.80, 0.81, 0.80, 0.81, 0.80, 0.81, 0.80, 0.80};

  /** So many trials, the first of which broke. */
  private static List<Trial> trials(int count, int broken) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      trials.add(
          new Trial(
              "any",
              i,
              new Choice(1, 1e-3),
              Trial.Epochs.NONE,
              0,
              i < broken ? Health.COLLAPSED : Health.TRAINED,
              null,
              null,
              null,
              Trial.Seconds.NONE));
    }
    return trials;
  }

  @Test
  void spreadsThatDifferAreShown() {
    Steadiness steady = Steadiness.of(trials(8, 0), trials(8, 0), WIDE, NARROW, null, null);
    assertTrue(steady.arm().spread() < steady.baseline().spread() / 5, steady.toString());
    assertTrue(steady.shown(), steady.toString());
    assertEquals(1, steady.brokenP());
    assertFalse(steady.sentence("random", "mean:3").contains("settings"));
  }

  /** By hand: 8 of 20 broke, all in one arm of ten: 2 C(10, 8) / C(20, 8). */
  @Test
  void trialsThatBreakAreCompared() {
    Steadiness steady = Steadiness.of(trials(10, 8), trials(10, 0), WIDE, WIDE, null, null);
    assertEquals(2 * 45 / 125_970.0, steady.brokenP(), 1e-12);
    assertTrue(steady.shown());
    String sentence = steady.sentence("random", "mean:3");
    assertTrue(sentence.startsWith("0 of 10 trials with mean:3 anchors"), sentence);
    assertTrue(sentence.contains("8 of 10 with random anchors"), sentence);
  }

  @Test
  void allBrokenInBothIsNoDifference() {
    assertEquals(1, Steadiness.of(trials(4, 4), trials(4, 4), WIDE, WIDE, null, null).adjustedP());
  }

  @Test
  void settingsNearTheBestAreCountedInTheFirstRound() {
    Tuning tuning =
        Tuning.of(
            "random",
            List.of(
                candidate(0.5f, 2, 0.70, Health.TRAINED),
                candidate(1f, 2, 0.695, Health.TRAINED),
                candidate(2f, 2, 0.6, Health.COLLAPSED),
                candidate(0.5f, 6, 0.9, Health.DIVERGED)));
    Steadiness.OfArm arm =
        Steadiness.of(trials(8, 0), trials(8, 0), WIDE, NARROW, tuning, tuning).arm();
    assertEquals(3, arm.tried());
    assertEquals(2, arm.near());
    assertEquals(4, arm.brokenTries());
  }

  private static Candidate candidate(float margin, int epochs, double best, Health health) {
    return new Candidate(
        new Choice(margin, 1e-3),
        List.of(best, best),
        epochs,
        List.of(best, best),
        Collections.nCopies(2, health));
  }
}
