package anchorbench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.compare.RowChange.Change;
import anchorbench.report.ComparisonText;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import anchorbench.statistics.VarianceEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final double MIN_EFFECT = 0.03;
  private static final Evidence EIGHTEEN_ROWS = new Evidence(18, MIN_EFFECT);

  /** A row of two forks per side whose spread is as good as known. */
  private static ForkDifference row(double log, double spread, boolean assumed) {
    return new ForkDifference(log, new VarianceEstimate(spread * spread, 1e7), 1, assumed);
  }

  /**
   * A tenth at 5 %: 2.99 standard errors for the level of 0.05 / 18, 0.84 for four of five; 2 (3.83
   * 0.05 / log 1.1)^2 = 8.1 forks.
   */
  @Test
  void forksThatShowTheChangeMeasured() {
    MoreForks tenth = EIGHTEEN_ROWS.toDecide(row(Math.log(1.1), 0.05, false));
    assertEquals(9, tenth.forks());
    assertEquals(0.1, tenth.change(), 1e-12);
    assertEquals(9, EIGHTEEN_ROWS.toDecide(row(-Math.log(1.1), 0.05, false)).forks());
  }

  /** None at 1 %: 2.77 and, for both ends, 1.28; 2 (4.05 0.01 / log 1.03)^2 = 3.8 forks. */
  @Test
  void forksThatShowThatThereIsNone() {
    MoreForks none = EIGHTEEN_ROWS.toDecide(row(0, 0.01, false));
    assertEquals(4, none.forks());
    assertTrue(Double.isNaN(none.change()));
  }

  /**
   * 2.5 % at 1 %: what is left up to 3 % is 0.487 %, so 2 (4.05 0.01 / 0.00487)^2 = 138 forks. 3.1
   * % at 1 %: within four of five comparisons 0.84 standard errors must fit between 3 and 3.1 %.
   */
  @Test
  void changesNearTheSmallestTakeMany() {
    int small = EIGHTEEN_ROWS.toDecide(row(Math.log(1.025), 0.01, false)).forks();
    double room = Math.log(1.03 / 1.025);
    assertEquals(Math.ceil(2 * Math.pow(4.05 * 0.01 / room, 2)), small, 2);
    int large = EIGHTEEN_ROWS.toDecide(row(Math.log(1.031), 0.01, false)).forks();
    room = Math.log(1.031 / 1.03);
    assertEquals(Math.ceil(2 * Math.pow(0.8416 * 0.01 / room, 2)), large, 1);
  }

  @Test
  void beyondAThousandNobodyWaits() {
    assertEquals("1000 or more", EIGHTEEN_ROWS.toDecide(row(0, 0.3, false)).count());
    assertNull(EIGHTEEN_ROWS.toDecide(row(0, 0.15, true)));
  }

  @Test
  void anUndecidedRowNamesItsCure() {
    SplittableRandom random = new SplittableRandom(5);
    RunComparison comparison =
        RunComparison.of(List.of(run(1, random)), run(1.08, random), Axis.COMMIT, MIN_EFFECT);
    RowChange first = comparison.rows().getFirst();
    assertEquals(Change.UNDECIDED, first.change());
    assertTrue(first.moreForks().forks() > 3, first.toString());
    String text = ComparisonText.of(comparison);
    assertTrue(text.contains("could be seen; " + first.moreForks().count() + " forks per"), text);
    assertTrue(text.contains("both sides with bench --forks "), text);
  }

  private static RunRecord run(double factor, SplittableRandom random) {
    SimulatedNoise noise = SimulatedNoise.even("every row 0.05", 0.05);
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int r = 0; r < SimulatedNoise.ROWS; r++) {
      rows.add(TestRuns.row("kernel" + r, "cpu", noise.times(r, 3, factor, random)));
    }
    return TestRuns.run(null, rows);
  }
}
