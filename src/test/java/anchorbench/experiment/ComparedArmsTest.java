package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.experiment.protocol.Protocols;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparedArmsTest {
  private static final String CONTROL = "random>random@30%";
  private static final String TRIED = "mean:30>random@30%";

  @Test
  void anArmIsJudgedByTheFirstAndByItsControl() {
    List<String> arms = List.of("random", "mean:30", TRIED, CONTROL);
    List<ComparedArms> byTheFirst =
        List.of(
            new ComparedArms("random", "mean:30"),
            new ComparedArms("random", TRIED),
            new ComparedArms("random", CONTROL));
    List<ComparedArms> all = ComparedArms.of(3, arms);
    assertEquals(byTheFirst, all.subList(0, 3));
    assertEquals(List.of(new ComparedArms(CONTROL, TRIED)), all.subList(3, all.size()));
  }

  @Test
  void recordsOfBeforeKeepTheirComparisons() {
    assertEquals(2, ComparedArms.of(2, List.of("random", TRIED, CONTROL)).size());
  }

  @Test
  void aControlThatIsTheBaselineCountsOnce() {
    assertEquals(
        List.of(new ComparedArms(CONTROL, TRIED)), ComparedArms.of(3, List.of(CONTROL, TRIED)));
  }

  @Test
  void aControlOfAnotherChangeIsNone() {
    assertEquals(2, ComparedArms.of(3, List.of("random", TRIED, "random>random@50%")).size());
    assertEquals(2, ComparedArms.of(3, List.of("random", TRIED, "semi-hard>semi-hard@30%")).size());
  }

  @Test
  void eachComparisonMayNeedMoreSeeds() {
    assertEquals(6, seeds(Protocols.CLEAN.arms()));
    assertEquals(8, seeds(List.of("random", "mean:1", "mean:2", "mean:3", "mean:4")));
    // Three later arms, and a fourth comparison: with the control.
    assertEquals(8, seeds(List.of("random", "mean:30", TRIED, CONTROL)));
  }

  private static int seeds(List<String> arms) {
    return ComparedArms.seedsForAVerdict(ComparedArms.of(Rules.CURRENT, arms).size());
  }
}
