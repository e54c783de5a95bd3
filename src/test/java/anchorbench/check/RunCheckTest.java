package anchorbench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.output.Json;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.BenchmarkCase;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.Checksums;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import anchorbench.statistics.ForkMean;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One number changed anywhere in a finished run's folder, and check finds it. */
class RunCheckTest {
  private static final BenchmarkRow PLAIN = TestRuns.row("step", "cpu", TestRuns.samples(50, 2, 0));
  private static final BenchmarkRow OF_A_PEER =
      TestRuns.row("step", "pytorch:eager", List.of(List.of(50.0, 52.0, 54.0)));
  private static final RunRecord RUN =
      TestRuns.run(TestRuns.experiment(), List.of(PLAIN, withLatencies(), OF_A_PEER));
  private static final String PEER =
      """
      [{"kernel": "step", "parameters": {"engine": "pytorch:eager", "batch": "128"},
        "steps": 10, "nanos": [500000, 520000, 540000]}]
      """;

  @TempDir Path folder;

  private static BenchmarkRow withLatencies() {
    BenchmarkRow row = TestRuns.row("training-step", "cpu", TestRuns.samples(70, 2, 1));
    Histogram nanos = LatencyLog.read("l", TestRuns.latencyLog(row.tag())).get(row.tag());
    return TestRuns.with(row, row.peakMicros(), LatencyLog.percentiles(nanos));
  }

  @BeforeEach
  void aFinishedRun() throws IOException {
    Json.write(folder.resolve(RunRecord.FILE), RUN);
    Files.writeString(
        folder.resolve(RunRecord.JMH_FILE), TestRuns.jmhJson(RUN.benchmarks().subList(0, 2)));
    Files.writeString(folder.resolve(RunRecord.PEER_FILE), PEER);
    Files.write(folder.resolve(LatencyLog.FILE), TestRuns.latencyLog(withLatencies().tag()));
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
    assertFound("report.md: lacks '", found);
    assertFound("report.csv: lacks '", found);
    assertFound("run.json: not the file that was written", found);
  }

  /** No samples are behind it, but a histogram that it must lie in. */
  @Test
  void aChangedDistanceIsFound() throws IOException {
    double mean = RUN.experiment().pixels().under("random").anchorPositive().mean();
    assertFound(
        "raw pixels, random test anchors, A-P: the mean is 1",
        changed(RunRecord.FILE, "\"mean\" : " + mean, "\"mean\" : 1" + mean));
  }

  /** Nothing else says what it was. */
  @Test
  void aChangedRawNumberIsFoundByTheChecksum() throws IOException {
    double seconds = RUN.experiment().trials().getFirst().seconds().training();
    assertFound(
        "run.json: not the file that was written",
        changed(RunRecord.FILE, "\"training\" : " + seconds, "\"training\" : 1" + seconds));
  }

  @Test
  void aChangedReportIsFound() throws IOException {
    assertFound(
        "report.md: lacks '(raw pixels)",
        changed("report.md", "| (raw pixels) | ", "| (raw pixels) | 1"));
    assertFound(
        "report.html: lacks '(raw pixels)",
        changed("report.html", "(raw pixels)</td><td>", "x</td><td>"));
    assertFound("report.csv: lacks '", changed("report.csv", "mean us,49", "mean us,59"));
  }

  /** A later build may find better words for the same numbers. */
  @Test
  void otherWordsAreNoDifference() throws IOException {
    assertEquals(List.of(), changed("report.md", "### Threats to validity", "### Beware"));
    assertEquals(List.of(), changed("report.html", "Threats to validity", "Beware"));
    String verdict = RUN.experiment().comparisons().getFirst().verdict();
    assertEquals(List.of(), changed("report.md", "> " + verdict, "> Well: " + verdict));
  }

  @Test
  void aVerdictTurnedRoundIsFound() throws IOException {
    assertFound(
        "report.md: lacks 'no verdict", changed("report.md", "> No verdict", "> A verdict"));
    List<String> found =
        changed(RunRecord.FILE, "\"verdict\" : \"", "\"verdict\" : \"better, and worse: ");
    assertFound("verdict on mean:5 against random: stored [better, worse", found);
  }

  @Test
  void damagedChecksumsAreRefused() throws IOException {
    Files.writeString(folder.resolve(Checksums.FILE), "../run.json\n");
    assertThrows(InputException.class, () -> RunCheck.of(folder));
  }

  /** Apart from what its checksum says: not every record has one. */
  private static void assertFoundInContents(String expected, List<String> differences) {
    assertTrue(
        differences.stream()
            .anyMatch(each -> each.contains(expected) && !each.contains("not the file")),
        differences.toString());
  }

  /** JMH's options can make something else of a row, and so can a hand. */
  @Test
  void whatJmhMeasuredOtherwiseIsFound() throws IOException {
    String jmh = RunRecord.JMH_FILE;
    assertFoundInContents("mode thrpt in us/op", changed(jmh, "avgt", "thrpt"));
    aFinishedRun();
    assertFoundInContents("2 thread(s)", changed(jmh, "\"threads\" : 1", "\"threads\" : 2"));
    aFinishedRun();
    assertFoundInContents("batches of 10", changed(jmh, "BatchSize\" : 1", "BatchSize\" : 10"));
    aFinishedRun();
    assertFoundInContents(
        "not those of jmh.json (mode avgt in ms/op", changed(jmh, "us/op", "ms/op"));
    aFinishedRun();
    assertFoundInContents(
        "not those of jmh.json (mode avgt in ops/us", changed(jmh, "us/op", "ops/us"));
    aFinishedRun();
    assertFoundInContents("its samples are in neither", changed(jmh, "\"cpu\"", "\"nd4j\""));
  }

  /** Whatever unit JMH was asked for, the record has microseconds. */
  @Test
  void anotherUnitIsConverted() throws IOException {
    BenchmarkRow millis =
        TestRuns.row(PLAIN.kernel(), PLAIN.engine(), List.of(List.of(1.5, 2.5, 3.5)));
    BenchmarkRow micros =
        TestRuns.row(PLAIN.kernel(), PLAIN.engine(), List.of(List.of(1500.0, 2500.0, 3500.0)));
    String jmh = TestRuns.jmhJson(List.of(millis)).replace("us/op", "ms/op");
    assertEquals(List.of(), against(jmh, micros).differences());
    assertFound("not those of jmh.json", against(jmh, millis).differences());
  }

  @Test
  void rawFilesThatAreEmptiedOrMissingAreFound() throws IOException {
    for (String file : List.of(RunRecord.JMH_FILE, RunRecord.PEER_FILE)) {
      Files.writeString(folder.resolve(file), "[]");
      assertFoundInContents("its samples are in neither", RunCheck.of(folder).differences());
      Files.delete(folder.resolve(file));
      assertFoundInContents("its samples are in neither", RunCheck.of(folder).differences());
      Files.createFile(folder.resolve(file));
      assertThrows(InputException.class, () -> RunCheck.of(folder));
      aFinishedRun();
    }
    // Nothing but the record.
    Files.delete(folder.resolve(RunRecord.JMH_FILE));
    Files.delete(folder.resolve(RunRecord.PEER_FILE));
    Files.delete(folder.resolve(Checksums.FILE));
    assertFoundInContents("its samples are in neither", RunCheck.of(folder).differences());
  }

  @Test
  void aLatencyLogThatIsEmptiedCutOffOrMissingIsFound() throws IOException {
    Path log = folder.resolve(LatencyLog.FILE);
    String lost = withLatencies().tag() + ": its latencies are not in latency.hlog";
    byte[] whole = Files.readAllBytes(log);
    Files.write(log, new byte[0]);
    assertFound(lost, RunCheck.of(folder).differences());
    Files.write(log, TestRuns.latencyLog("another/engine=cpu"));
    assertFound(lost, RunCheck.of(folder).differences());
    Files.delete(log);
    assertFound(lost, RunCheck.of(folder).differences());
    for (int cut = 1; cut < whole.length - 1; cut += 7) {
      Files.write(log, Arrays.copyOf(whole, cut));
      try {
        assertFoundInContents("latenc", RunCheck.of(folder).differences());
      } catch (InputException e) {
        assertTrue(e.getMessage().contains(LatencyLog.FILE), e.getMessage());
      }
    }
  }

  /** A row that lost its latencies, though they are in the log. */
  @Test
  void latenciesOfTheLogAloneAreFound() {
    BenchmarkRow row = TestRuns.row("step", "cpu", TestRuns.samples(50, 2, 0));
    RunCheck check =
        RunCheck.of(
            TestRuns.run(null, List.of(row)),
            jmhOnly(TestRuns.jmhJson(List.of(row))),
            LatencyLog.read("l", TestRuns.latencyLog(row.tag())));
    assertEquals(
        List.of(row.tag() + ": its latencies are in latency.hlog alone"), check.differences());
  }

  private static RawTimes jmhOnly(String jmh) {
    return new RawTimes(jmh.getBytes(StandardCharsets.UTF_8), null);
  }

  private static RunCheck against(String jmh, BenchmarkRow row) {
    return RunCheck.of(TestRuns.run(null, List.of(row)), jmhOnly(jmh), Map.of());
  }

  @Test
  void peaksAreThoseOfJmhsFile() {
    String jmh =
        """
        [{"benchmark": "x.step", "mode": "avgt", "threads": 1, "measurementBatchSize": 1,
          "primaryMetric": {"scoreUnit": "us/op", "rawData": %s},
          "secondaryMetrics":
            {"ceiling": {"scoreUnit": "%s", "rawData": [[30.0, 50.0], [%s, 40.0]]}}}]
        """;
    String samples = "[[50.0, 60.0], [70.0, 80.0]]";
    assertEquals(List.of(), againstJmh(jmh.formatted(samples, "us/op", 40)).differences());
    assertEquals(1, againstJmh(jmh.formatted(samples, "us/op", 41)).differences().size());
    assertEquals(1, againstJmh(jmh.formatted(samples, "ns/op", 40)).differences().size());
    assertEquals(1, againstJmh(jmh.formatted(samples, "ops/us", 40)).differences().size());
    assertEquals(1, againstJmh(jmh.formatted("[[1.0]]", "us/op", 40)).differences().size());
  }

  /** What no JMH ever wrote is found, or refused, and never a crash. */
  @Test
  void holesInJmhsFileAreFound() {
    for (String metric : List.of("null", "{}", "{\"rawData\": [null, [null]]}")) {
      String hole = "[{\"benchmark\": \"x.step\", \"primaryMetric\": " + metric + "}, null, {}]";
      assertFound("its samples are not those", againstJmh(hole).differences());
    }
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
            new BenchmarkCase("step", Map.of(), null, null),
            "cpu",
            BenchmarkRow.Status.TIMED,
            null,
            new BenchmarkRow.Timing(65, samples, ForkMean.halfWidth(samples), 40),
            null,
            null,
            null);
    return against(jmh, row);
  }
}
