package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.experiment.protocol.Choice;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningCurveTest {
  /** A trial whose validation and times are given; nothing else of it is asked. */
  static Trial trial(
      String arm, long seed, List<Integer> judged, List<Double> validation, List<Double> elapsed) {
    List<Float> losses = Collections.nCopies(elapsed.size(), 1f);
    return new Trial(
        arm,
        seed,
        new Choice(1, 1e-3),
        new Trial.Epochs(losses, losses, validation, judged, elapsed, List.of(), List.of()),
        judged.getLast(),
        Trial.Health.TRAINED,
        null,
        null,
        null,
        Trial.Seconds.NONE);
  }

  private static final Trial TRIAL =
      trial(
          "random",
          1,
          List.of(0, 1, 2, 4),
          List.of(0.5, 0.7, 0.6, 0.9),
          List.of(1.0, 2.0, 3.0, 4.0));

  private static final LearningCurve CURVE = LearningCurve.of(List.of(TRIAL)).getFirst();

  @Test
  void isTheBestSoFarWithLinesBetweenWhatWasJudged() {
    assertEquals(0.5, CURVE.at(0));
    assertEquals(0.6, CURVE.at(0.5), 1e-12);
    assertEquals(0.7, CURVE.at(2), 1e-12);
    assertEquals(0.8, CURVE.at(3), 1e-12);
    assertEquals(0.9, CURVE.at(50), 1e-12);
    assertEquals(0.9, CURVE.highest());
  }

  @Test
  void isAtATargetWhereItsLineCrossesIt() {
    assertEquals(0, CURVE.epochsTo(0.4));
    assertEquals(0.5, CURVE.epochsTo(0.6), 1e-12);
    assertEquals(3, CURVE.epochsTo(0.8), 1e-12);
    assertTrue(Double.isNaN(CURVE.epochsTo(0.91)));
  }

  @Test
  void secondsAreTheTrialsOwn() {
    LearningCurve curve =
        LearningCurve.of(
                List.of(
                    trial("random", 1, List.of(0, 3), List.of(0.5, 0.8), List.of(1.0, 3.0, 6.0))))
            .getFirst();
    assertEquals(2.0, curve.secondsTo(1.5), 1e-12);
    assertEquals(6.0, curve.secondsTo(3), 1e-12);
    assertEquals(8.0, curve.secondsTo(4), 1e-12);
    assertEquals(1.5, curve.epochsIn(2), 1e-12);
    assertEquals(0, curve.epochsIn(0));
    assertEquals(0.8, curve.at(curve.epochsIn(50)), 1e-12);
  }
}
