package anchorbench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.output.Json;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.Checksums;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import anchorbench.statistics.ForkMean;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One number changed anywhere in a finished run's folder, and check finds it. */
class RunCheckTest {
  private static final RunRecord RUN =
      TestRuns.run(
          TestRuns.experiment(), List.of(TestRuns.row("step", "cpu", TestRuns.samples(50, 2, 0))));

  @TempDir Path folder;

  @BeforeEach
  void aFinishedRun() {
    Json.write(folder.resolve(RunRecord.FILE), RUN);
    Checksums.write(folder);
    ReportFiles.write(folder, List.of(Report.of(RUN, folder)));
  }

  @Test
  void whatNobodyTouchedIsFine() {
    RunCheck check = RunCheck.of(folder);
    assertEquals(List.of(), check.differences());
    assertTrue(check.checked() > 400, "checked " + check.checked());
  }

  private List<String> changed(String file, String from, String to) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertTrue(text.contains(from), from + " in " + file);
    Files.writeString(path, text.replace(from, to));
    return RunCheck.of(folder).differences();
  }

  private static void assertFound(String expected, List<String> differences) {
    assertTrue(
        differences.stream().anyMatch(each -> each.contains(expected)), differences.toString());
  }

  @Test
  void aChangedVerdictIsFound() throws IOException {
    double headline =
        RUN.experiment().comparisons().getFirst().rows().getFirst().difference().mean();
    assertFound(
        "k-NN accuracy, difference: stored 0.123",
        changed(RunRecord.FILE, "\"mean\" : " + headline, "\"mean\" : 0.123"));
  }

  @Test
  void aChangedTimeIsFound() throws IOException {
    List<String> found = changed(RunRecord.FILE, "\"meanMicros\" : ", "\"meanMicros\" : 1");
    assertFound("step {batch=128, engine=cpu} mean: stored 149", found);
    assertFound("report.md line", found);
    assertFound("report.csv line", found);
    assertFound("run.json: not the file that was written", found);
  }

  /** No samples are behind it, but a histogram that it must lie in. */
  @Test
  void aChangedDistanceIsFound() throws IOException {
    double mean = RUN.experiment().pixels().under("random").anchorPositive().mean();
    assertFound(
        "raw pixels, random test anchors, A-P: a mean of 1",
        changed(RunRecord.FILE, "\"mean\" : " + mean, "\"mean\" : 1" + mean));
  }

  /** Nothing else says what it was. */
  @Test
  void aChangedRawNumberIsFoundByTheChecksum() throws IOException {
    double seconds = RUN.experiment().trials().getFirst().trainingSeconds();
    assertFound(
        "run.json: not the file that was written",
        changed(RunRecord.FILE, "Seconds\" : " + seconds, "Seconds\" : 1" + seconds));
  }

  @Test
  void aChangedReportIsFound() throws IOException {
    assertFound("report.md line", changed("report.md", "| (raw pixels) | ", "| (raw pixels) | 1"));
    assertFound("report.html line", changed("report.html", "(raw pixels)</td><td>", "x</td><td>"));
    assertFound("report.csv line", changed("report.csv", "mean us,49", "mean us,59"));
  }

  @Test
  void damagedChecksumsAreRefused() throws IOException {
    Files.writeString(folder.resolve(Checksums.FILE), "../run.json\n");
    assertThrows(InputException.class, () -> RunCheck.of(folder));
  }

  @Test
  void ceilingsAreThoseOfJmhsFile() {
    String jmh =
        """
        [{"primaryMetric": {"rawData": %s},
          "secondaryMetrics": {"ceiling": {"rawData": [[30.0, 50.0], [%s, 40.0]]}}}]
        """;
    String samples = "[[50.0, 60.0], [70.0, 80.0]]";
    assertEquals(List.of(), againstJmh(jmh.formatted(samples, 40)).differences());
    assertEquals(1, againstJmh(jmh.formatted(samples, 41)).differences().size());
    assertEquals(1, againstJmh(jmh.formatted("[[1.0]]", 40)).differences().size());
  }

  /** A peer's samples are its groups' nanoseconds over their steps. */
  @Test
  void samplesOfAPeerAreThoseOfItsFile() {
    String whole =
        """
        [{"kernel": "training-step", "parameters": {"engine": "pytorch:eager", "batch": "128"},
          "steps": 10, "nanos": [500000, 520000, 540000]}]
        """;
    assertEquals(List.of(), againstPeer(whole).differences());
    assertFound(
        "sample 1: stored 52.0, computed 53.0",
        againstPeer(whole.replace("52", "53")).differences());
    assertFound("in neither", againstPeer(whole.replace("eager", "compile")).differences());
    assertFound("not as many", againstPeer(whole.replace("500000,", "")).differences());
    assertFound("in neither", againstPeer("[null, {}]").differences());
  }

  private static RunCheck againstPeer(String peer) {
    BenchmarkRow row =
        TestRuns.row("training-step", "pytorch:eager", List.of(List.of(50.0, 52.0, 54.0)));
    byte[] text = peer.getBytes(StandardCharsets.UTF_8);
    byte[] jmh = "[]".getBytes(StandardCharsets.UTF_8);
    return RunCheck.of(TestRuns.run(null, List.of(row)), new RawTimes(jmh, text), Map.of());
  }

  private static RunCheck againstJmh(String jmh) {
    List<List<Double>> samples = List.of(List.of(50.0, 60.0), List.of(70.0, 80.0));
    BenchmarkRow row =
        new BenchmarkRow(
            "step",
            "cpu",
            Map.of(),
            null,
            BenchmarkRow.Status.TIMED,
            null,
            65,
            samples,
            ForkMean.halfWidth(samples),
            40,
            null,
            null,
            null);
    byte[] text = jmh.getBytes(StandardCharsets.UTF_8);
    return RunCheck.of(TestRuns.run(null, List.of(row)), new RawTimes(text, null), Map.of());
  }
}
