package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.experiment.Trial.Health;
import anchorbench.experiment.Tuning.Candidate;
import anchorbench.experiment.protocol.Choice;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseSurfaceTest {
  private static Candidate candidate(float margin, double rate, int epochs, double... best) {
    List<Double> values = java.util.Arrays.stream(best).boxed().toList();
    return new Candidate(
        new Choice(margin, rate),
        values,
        epochs,
        values,
        values.stream().map(v -> v > 0 ? Health.TRAINED : Health.DIVERGED).toList());
  }

  private static final Tuning RANDOM =
      Tuning.of(
          "random",
          List.of(
              candidate(0.5f, 1e-3, 2, 0.60, 0.62),
              candidate(1, 1e-3, 2, 0.70, 0.72),
              candidate(1, 1e-3, 6, 0.80, 0.82),
              candidate(0.5f, 1e-3, 6, 0.795, 0.815)));

  private static final Tuning MEAN =
      Tuning.of(
          "mean:3",
          List.of(
              candidate(0.5f, 1e-3, 2, 0.65, 0.67),
              candidate(1, 1e-3, 2, 0.0, 0.60),
              candidate(1, 1e-3, 6, 0.79, 0.80)));

  @Test
  void cellsAreThoseOfBothArmsInARound() {
    List<ResponseSurface> surfaces = ResponseSurface.of(List.of(RANDOM, MEAN));
    assertEquals(2, surfaces.size());
    ResponseSurface first = surfaces.getFirst();
    assertEquals(2, first.epochs());
    assertEquals(1, first.ahead());
    assertEquals(0.05, first.at(0.5f, 1e-3).difference(), 1e-12);
    assertEquals(1, first.at(1, 1e-3).brokenArm());
    assertNull(first.at(2, 1e-3));
    ResponseSurface last = surfaces.getLast();
    assertEquals(1, last.cells().size());
    assertEquals(-0.015, last.cells().getFirst().difference(), 1e-12);
  }

  @Test
  void nothingIsShownWithoutTuning() {
    assertTrue(ResponseSurface.of(List.of()).isEmpty());
  }

  /** Half a point apart in both seeds is no tie; half a point on average with that error is one. */
  @Test
  void aTieIsWithinTheStandardErrorOfTheDifference() {
    assertEquals(List.of(), RANDOM.ties());
    Tuning tied =
        Tuning.of(
            "random",
            List.of(candidate(1, 1e-3, 6, 0.80, 0.82), candidate(0.5f, 1e-3, 6, 0.805, 0.805)));
    assertEquals(List.of(new Choice(0.5f, 1e-3)), tied.ties());
    assertEquals(1, tied.sides());
  }
}
