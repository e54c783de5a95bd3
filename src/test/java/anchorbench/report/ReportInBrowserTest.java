package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.engine.Engine;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Tuning;
import anchorbench.experiment.protocol.Choice;
import anchorbench.gallery.TripletPictures;
import anchorbench.matrix.MatrixRecord;
import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as Chromium draws it. The picture stays in {@code target/report.png}. */
class ReportInBrowserTest {
  private static final Pattern CHART =
      Pattern.compile(
          "id=\"run0-([a-z0-9-]+)\"[^>]*data-points=\"(\\d+)\"[^>]*data-drawn=\"(\\d+)\"");

  private static final Pattern MATRIX =
      Pattern.compile("id=\"((?:forest|level)-[a-z]+)\"[^>]*data-drawn=\"(\\d+)\"");

  /** Three arms and the untrained network, two kernels at two sizes on three engines. */
  private static final List<String> EXPECTED =
      List.of(
          "seeds",
          "crossed",
          "differences",
          "curve",
          "losses",
          "curve-steps",
          "curve-seconds",
          "surface-0",
          "surface-1",
          "distances-0",
          "distances-1",
          "distances-2",
          "distances-3",
          "distances-4",
          "distances-5",
          "map-0",
          "map-1",
          "map-2",
          "map-3",
          "kernel-0",
          "kernel-1",
          "roofline",
          "throughput-0",
          "latency-0",
          "latency-1",
          "latency-2");

  @TempDir Path folder;

  private static Path chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  @Test
  void everyChartIsDrawnAndNothingIsFetched() throws IOException, InterruptedException {
    Path browser = chromium();
    assumeTrue(browser != null, "no Chromium on this machine");
    RunRecord run = TestRuns.run(tuned(TestRuns.experiment()), TestRuns.benchmark());
    try (Engine engine = Engines.open("cpu", 1)) {
      TripletPictures.write(folder, engine, TestRuns.DATA, 5);
    }
    String[] tags = run.benchmarks().stream().map(BenchmarkRow::tag).toArray(String[]::new);
    Files.write(folder.resolve(LatencyLog.FILE), TestRuns.latencyLog(tags));
    ReportFiles.write(folder, List.of(Report.of(run, folder)));
    Path page = folder.resolve("report.html");
    String dom = run(browser, page, "--dump-dom");
    Matcher charts = CHART.matcher(dom);
    List<String> found = new ArrayList<>();
    while (charts.find()) {
      int points = Integer.parseInt(charts.group(2));
      int drawn = Integer.parseInt(charts.group(3));
      assertTrue(points > 0, charts.group());
      assertTrue(drawn > 4, charts.group());
      found.add(charts.group(1));
    }
    assertEquals(EXPECTED, found);
    assertEquals(3, dom.split("data:image/png;base64,", -1).length - 1, "pictures");
    String log = Files.readString(folder.resolve("stderr"));
    assertFalse(log.contains("CONSOLE"), log);
    Path picture = Path.of("target", "report.png").toAbsolutePath();
    run(browser, page, "--screenshot=" + picture);
    assertTrue(Files.size(picture) > 50_000, "an empty picture");
    Path paper = folder.resolve("report.pdf");
    run(browser, page, "--print-to-pdf=" + paper);
    assertTrue(Files.size(paper) > 50_000, "an empty print");
    assertFalse(Files.readString(folder.resolve("stderr")).contains("CONSOLE"));
  }

  /** The same, with four settings that every arm was tried at. */
  private static Experiment.Outcome tuned(Experiment.Outcome outcome) {
    List<Tuning> tunings = new ArrayList<>();
    for (int a = 0; a < outcome.protocol().arms().size(); a++) {
      List<Tuning.Candidate> tried = new ArrayList<>();
      for (float margin : List.of(0.5f, 1f)) {
        for (double rate : List.of(3e-4, 1e-3)) {
          double found = 0.5 + 0.1 * margin - 100 * rate * (a - 1);
          tried.add(
              new Tuning.Candidate(new Choice(margin, rate), List.of(found, found), 2, null, null));
        }
      }
      tunings.add(Tuning.of(outcome.protocol().arms().get(a), tried));
    }
    return new Experiment.Outcome(
        outcome.protocol(),
        outcome.engine(),
        tunings,
        outcome.pixels(),
        outcome.untrained(),
        outcome.trials(),
        outcome.comparisons(),
        outcome.validationSplit(),
        outcome.tripletsPerEpoch(),
        outcome.rules());
  }

  @Test
  void aMatrixIsDrawn() throws IOException, InterruptedException {
    Path browser = chromium();
    assumeTrue(browser != null, "no Chromium on this machine");
    Path run = Files.createDirectories(folder.resolve("run"));
    Json.write(run.resolve(RunRecord.FILE), TestRuns.run(TestRuns.experiment(), List.of()));
    MatrixRecord record = MatrixRecord.of(List.of(run), folder);
    Path page = folder.resolve("matrix.html");
    Files.writeString(page, MatrixFiles.render(record.matrix()).get("matrix.html"));
    Matcher charts = MATRIX.matcher(run(browser, page, "--dump-dom"));
    List<String> found = new ArrayList<>();
    while (charts.find()) {
      assertTrue(Integer.parseInt(charts.group(2)) > 4, charts.group());
      found.add(charts.group(1));
    }
    assertEquals(
        List.of(
            "forest-far",
            "forest-neighbourhoods",
            "forest-triplets",
            "forest-seconds",
            "level-far",
            "level-neighbourhoods"),
        found);
    assertFalse(Files.readString(folder.resolve("stderr")).contains("CONSOLE"));
  }

  /** What a reader sees whose browser runs no script. */
  @Test
  void verdictsAndTablesNeedNoScript() {
    RunRecord run = TestRuns.run(TestRuns.experiment(), TestRuns.benchmark());
    String html = HtmlReport.of(List.of(new Report(run, Map.of(), Map.of())));
    String text = html.replaceAll("(?s)<script.*?</script>", "").replace("&#39;", "'");
    assertTrue(text.contains(run.experiment().comparisons().getFirst().verdict()));
    assertTrue(text.contains("<svg class=\"interval\""));
    assertTrue(text.contains("Engines side by side"));
    assertTrue(text.contains("<td>tripletsPerClass</td><td>20</td>"));
    assertEquals(html, HtmlReport.of(List.of(new Report(run, Map.of(), Map.of()))));
  }

  @Test
  void theCrossoverOfCardAndProcessorIsNamed() {
    List<Chart> charts =
        ThroughputCharts.of(
            new EnginesOfRun(TestRuns.engines(TestRuns.benchmark())), TestRuns.benchmark());
    assertEquals(1, charts.size());
    String title = charts.getFirst().title();
    assertTrue(title.endsWith("cuda is ahead of cpu from batch 1024 on"), title);
  }

  /** Standard output. A request beyond the file would be a console message: the page forbids it. */
  private String run(Path browser, Path page, String action)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(browser.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1200,3000",
            "--virtual-time-budget=5000",
            "--enable-logging=stderr",
            "--user-data-dir=" + folder.resolve("profile"),
            action,
            page.toUri().toString()));
    Path out = folder.resolve("stdout");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("stderr").toFile())
            .start();
    assertTrue(process.waitFor(90, TimeUnit.SECONDS), "Chromium did not end");
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
