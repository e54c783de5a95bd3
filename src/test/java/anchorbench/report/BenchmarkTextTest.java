package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.result.BenchmarkRow;
import anchorbench.result.TestRuns;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkTextTest {
  private static List<BenchmarkRow> rows(String... enginesAndMicros) {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (String each : enginesAndMicros) {
      int at = each.lastIndexOf('=');
      double micros = Double.parseDouble(each.substring(at + 1));
      rows.add(
          TestRuns.row("training-step", each.substring(0, at), List.of(List.of(micros, micros))));
    }
    return rows;
  }

  private static Section sideBySide(List<BenchmarkRow> rows) {
    return BenchmarkText.sideBySide(new EnginesOfRun(TestRuns.engines(rows)), rows);
  }

  /** A peer of fewer bits is not held against float32, nor is the reference a peer. */
  @Test
  void theFastestPeerIsHeldAgainstOurs() {
    String table =
        sideBySide(
                rows(
                    "cpu=100",
                    "reference=10",
                    "pytorch=500",
                    "pytorch:eager=300",
                    "pytorch:compile=250",
                    "pytorch:compile:bf16=90"))
            .toString();
    assertTrue(table.contains("pytorch:compile (2.50)"), table);
    assertTrue(table.contains("fastest peer"), table);
  }

  @Test
  void withoutAPeerThereIsNoSuchColumn() {
    String table = sideBySide(rows("cpu=100", "cuda=50")).toString();
    assertFalse(table.contains("fastest peer"), table);
  }
}
