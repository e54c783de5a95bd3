package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.experiment.Trial.Health;
import anchorbench.network.Distance;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole comparison on a few drawn images. */
class ExperimentTest {
  private final DataSet data = new SyntheticGarments(3).dataSet(1200, 400);

  private static Protocol protocol(int seeds, int epochs, double learningRate, List<String> arms) {
    return new Protocol(
        arms,
        seeds,
        1,
        epochs,
        60,
        Supply.FRESH,
        200,
        "784-32-16",
        Distance.EUCLIDEAN,
        1,
        learningRate,
        50,
        1 / 255f,
        100,
        3);
  }

  private Experiment.Outcome run(int concurrently, Protocol protocol, List<Trial> told) {
    try (Engine engine = Engines.open("cpu", 1)) {
      return Experiment.run(engine, concurrently, data, protocol, told::add);
    }
  }

  @Test
  void sideBySideTrialsGiveTheSameNumbersAsOneByOne() {
    Protocol protocol = protocol(3, 3, 1e-3, List.of("random", "mean:20"));
    List<Trial> told = new ArrayList<>();
    Experiment.Outcome one = run(1, protocol, told);
    Experiment.Outcome two = run(2, protocol, new ArrayList<>());
    assertEquals(6, told.size());
    assertEquals(6, one.trials().size());
    for (int i = 0; i < one.trials().size(); i++) {
      assertEquals(one.trials().get(i).scores(), two.trials().get(i).scores());
      assertEquals(one.trials().get(i).losses(), two.trials().get(i).losses());
    }
    assertEquals(one.pixels(), two.pixels());
    assertEquals(one.comparisons(), two.comparisons());
  }

  @Test
  void trainingHelpsAndIsFarFromPerfect() {
    Experiment.Outcome outcome =
        run(2, protocol(6, 8, 1e-3, List.of("random", "mean:20")), new ArrayList<>());
    for (Trial trial : outcome.trials()) {
      assertEquals(Health.TRAINED, trial.health());
      double before = trial.untrained().under(trial.arm()).accuracy();
      double after = trial.scores().under(trial.arm()).accuracy();
      assertTrue(after > before + 0.03, before + " to " + after);
      assertTrue(trial.scores().nearestNeighbours() < 0.95);
    }
    // Both arms start from the same weights and are tested on the same triplets.
    assertEquals(outcome.trials().get(0).untrained(), outcome.trials().get(6).untrained());
    assertTrue(
        outcome.comparisons().getFirst().verdict().contains("6 paired seeds"),
        outcome.comparisons().getFirst().verdict());
  }

  @Test
  void collapseAndDivergenceAreNamedAndLeftOut() {
    Experiment.Outcome outcome =
        run(2, protocol(2, 2, 1e30, List.of("random", "mean:20")), new ArrayList<>());
    assertTrue(outcome.trials().stream().noneMatch(trial -> trial.health().usable()));
    assertTrue(
        outcome.comparisons().getFirst().verdict().startsWith("No verdict"),
        outcome.comparisons().getFirst().verdict());
  }

  @Test
  void fewSeedsGiveNoVerdict() {
    Experiment.Outcome outcome =
        run(2, protocol(2, 1, 1e-3, List.of("random", "mean:20")), new ArrayList<>());
    assertTrue(outcome.comparisons().getFirst().verdict().contains("at least 6"));
  }

  @Test
  void whatTheImagesCannotGiveIsRefusedBeforeTraining() {
    Protocol tooMany = protocol(1, 1, 1e-3, List.of("random", "mean:5000"));
    List<Trial> told = new ArrayList<>();
    assertThrows(InputException.class, () -> run(1, tooMany, told));
    assertEquals(0, told.size());
  }
}
