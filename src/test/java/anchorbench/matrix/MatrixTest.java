package anchorbench.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.report.MatrixFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Three sets of images; on one of them the arm trained what the baseline trained. */
class MatrixTest {
  private static final double OF_SAME_NETWORKS = 0;

  private static Cell cell(String data, double equivalentP, Effect effect) {
    return new Cell(
        data,
        "mlp",
        "",
        "random",
        "mean:5",
        6,
        Cell.Broken.NONE,
        equivalentP,
        true,
        Map.of(Question.FAR, effect));
  }

  private static Matrix matrix() {
    return Matrix.of(
        List.of(
            cell("a", 0.5, Effect.of(0.8, 0.01, 0.002, 6)),
            cell("b", 0.5, Effect.of(0.6, 0.02, 0.003, 6)),
            cell("c", OF_SAME_NETWORKS, Effect.of(0.4, 0, 0, 6))));
  }

  @Test
  void whatNeverDiffersIsShownAndNotTested() {
    Matrix matrix = matrix();
    Effect same = matrix.cells().getLast().effects().get(Question.FAR);
    assertEquals(List.of(0.0, 0.0, 0.0), List.of(same.mean(), same.low(), same.high()));
    assertTrue(Double.isNaN(same.adjustedP()));
    // Two cells and the mean of them.
    assertEquals(3, matrix.tests());
    assertEquals(2, matrix.summaries().getFirst().effects().effects());
    String markdown = MatrixFiles.render(matrix).get("matrix.md");
    assertTrue(markdown.contains("| 6 | 40.00 | +0.00 [+0.00, +0.00] = |"), markdown);
  }

  @Test
  void oneOtherDifferenceInEveryPairSaysNothingOfItsError() {
    assertNull(Effect.of(0.8, 0.01, 0, 6));
    assertNull(Effect.of(0.8, 0, 0, 1));
  }
}
