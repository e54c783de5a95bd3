package anchorbench.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.check.RunCheck;
import anchorbench.experiment.Experiment;
import anchorbench.output.Json;
import anchorbench.report.MatrixFiles;
import anchorbench.result.ExperimentFolder;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished experiment of two arms besides the baseline, and one that was only begun. */
class MatrixRecordTest {
  @TempDir Path folder;

  private Path done;
  private Path begun;
  private Experiment.Outcome outcome;

  @BeforeEach
  void experiments() throws IOException {
    outcome = TestRuns.experiment();
    done = Files.createDirectories(folder.resolve("done"));
    begun = Files.createDirectories(folder.resolve("begun"));
    Json.write(done.resolve(RunRecord.FILE), TestRuns.run(outcome, List.of()));
    ExperimentFolder.begin(
        begun, outcome.protocol().with(List.of("random", "medoid")), TestRuns.DATA, "cpu");
  }

  private Path out() throws IOException {
    return Files.createDirectories(folder.resolve("matrix"));
  }

  @Test
  void cellsAreTheComparisonsAndUnfinishedOnesAreEmpty() throws IOException {
    Matrix matrix = MatrixRecord.of(List.of(done, begun), out()).matrix();
    assertEquals(
        List.of("mean:5", "mean:20", "medoid"), matrix.cells().stream().map(Cell::arm).toList());
    assertEquals(
        List.of("mean:N", "mean:N", "medoid"), matrix.cells().stream().map(Cell::kind).toList());
    Cell first = matrix.cells().getFirst();
    assertEquals(6, first.pairs());
    assertEquals(
        outcome.comparisons().getFirst().rows().getFirst().difference().mean(),
        first.effects().get(Question.FAR).mean());
    assertEquals(
        outcome.comparisons().getFirst().soon().triplets().ratio(),
        Math.exp(first.effects().get(Question.TRIPLETS).mean()),
        1e-12);
    assertTrue(matrix.cells().getLast().effects().isEmpty());
    String markdown = MatrixFiles.render(matrix).get("matrix.md");
    assertTrue(
        markdown
            .lines()
            .anyMatch(line -> line.matches(".*\\| medoid \\| random +(\\| +){8}\\|? ?")),
        markdown);
  }

  @Test
  void anArmStandsAgainstItsControlToo() {
    List<String> arms = List.of("random", "mean:5>random@30%", "random>random@30%");
    List<Cell> cells = Cell.open("images", outcome.protocol().with(arms));
    assertEquals(
        List.of("random", "random", "random>random@30%"),
        cells.stream().map(Cell::baseline).toList());
    assertEquals("mean:5>random@30%", cells.getLast().arm());
  }

  @Test
  void everyTestIsInOneFamily() throws IOException {
    Matrix matrix = MatrixRecord.of(List.of(done), out()).matrix();
    double smallest = 1;
    for (Cell cell : matrix.cells()) {
      for (Effect effect : cell.effects().values()) {
        assertTrue(effect.adjustedP() >= effect.p());
        smallest = Math.min(smallest, effect.p());
      }
    }
    for (Summary summary : matrix.summaries()) {
      smallest = Math.min(smallest, summary.effects().p());
    }
    double least = smallest;
    double adjusted = Math.min(1, matrix.tests() * least);
    assertTrue(
        matrix.cells().stream()
                .flatMap(cell -> cell.effects().values().stream())
                .anyMatch(effect -> effect.p() == least && effect.adjustedP() == adjusted)
            || matrix.summaries().stream()
                .anyMatch(each -> each.effects().p() == least && each.adjustedP() == adjusted),
        matrix.toString());
  }

  @Test
  void checkMakesItAgain() throws IOException {
    Path out = out();
    MatrixRecord record = MatrixRecord.of(List.of(done, begun), out);
    assertEquals("../done", record.records().getFirst().folder());
    Json.write(out.resolve(MatrixRecord.FILE), record);
    Files.writeString(
        out.resolve("matrix.md"), MatrixFiles.render(record.matrix()).get("matrix.md"));
    RunCheck check = RunCheck.of(out);
    assertEquals(List.of(), check.differences());
    assertTrue(check.checked() > 20, check.checked() + " checked");

    String text = Files.readString(out.resolve("matrix.md"));
    Files.writeString(out.resolve("matrix.md"), text.replaceFirst("\\| 6 \\|", "| 7 |"));
    assertEquals(1, RunCheck.of(out).differences().size());
    Files.writeString(
        done.resolve(RunRecord.FILE),
        Files.readString(done.resolve(RunRecord.FILE)).replaceFirst("\\{", "{ "));
    assertFalse(RunCheck.of(out).differences().isEmpty());
  }

  @Test
  void anExperimentCountsOnce() {
    Exception e =
        assertThrows(InputException.class, () -> MatrixRecord.of(List.of(done, done), folder));
    assertTrue(e.getMessage().contains("named twice"), e.getMessage());
    assertThrows(InputException.class, () -> MatrixRecord.of(List.of(folder), folder.resolve("x")));
  }
}
