package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.statistics.Equivalence;
import anchorbench.statistics.PairedDifference;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final int SEEDS = 6;

  @Test
  void armsThatTrainedTheSameNetworksAreEquivalent() {
    double[] differences = new double[SEEDS];
    List<Comparison.Row> rows =
        List.of(
            new Comparison.Row(
                "k-NN accuracy", true, 1, 0.4124, 0.4124, PairedDifference.of(differences)));
    Equivalence same = Equivalence.of(differences, Comparison.LEAST_OF_INTEREST);
    Comparison.Finding finding = Verdict.finding(rows, 1, SEEDS, same);
    assertEquals(Comparison.Finding.EQUIVALENT, finding);
    Comparison compared =
        new Comparison("random", "mean:5", 0, rows, 1, finding, "", same, null, null);
    assertEquals(
        "On k-NN accuracy, mean:5 and random anchors are equivalent within half a point: 41.24 %"
            + " against 41.24 %, +0.00 points (95 % interval +0.00 to +0.00, p = 1.00 after Holm,"
            + " 6 paired seeds).",
        Verdict.sentence(compared, 1, finding, SEEDS));
  }
}
