package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.result.TestRuns;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void smallerDifferencesNeedMoreSeedsAndArmsShareTheLevel() {
    Experiment.Outcome pilot = TestRuns.experiment();
    Plan plan = Plan.of(pilot, List.of(0.01, 0.05));
    assertEquals(6, plan.pilotSeeds());
    assertEquals(
        List.of("mean:5", "mean:5", "mean:20", "mean:20"),
        plan.rows().stream().map(row -> row.arms().arm()).toList());
    Plan.Row small = plan.rows().get(0);
    Plan.Row large = plan.rows().get(1);
    assertTrue(small.seeds().pairs() >= large.seeds().pairs());
    assertTrue(small.seeds().pairsAtLimit() >= small.seeds().pairs());
    assertTrue(large.seeds().pairs() >= ComparedArms.seedsForAVerdict(2));
    double all =
        pilot.trials().stream()
            .map(Trial::seconds)
            .mapToDouble(s -> s.training() + s.validation() + s.scoring())
            .sum();
    assertEquals(all / 6, small.secondsPerSeed(), 1e-9);
  }

  @Test
  void onePairIsNoPilot() {
    Experiment.Outcome pilot = TestRuns.experiment();
    Experiment.Outcome one =
        new Experiment.Outcome(
            pilot.protocol(),
            pilot.engine(),
            pilot.tunings(),
            pilot.pixels(),
            pilot.untrained(),
            pilot.trials().stream().filter(trial -> trial.seed() == 1).toList(),
            pilot.comparisons(),
            pilot.validationSplit(),
            pilot.tripletsPerEpoch(),
            pilot.rules());
    Exception e = assertThrows(InputException.class, () -> Plan.of(one, List.of(0.01)));
    assertTrue(e.getMessage().contains("at least 3 seeds"), e.getMessage());
  }
}
