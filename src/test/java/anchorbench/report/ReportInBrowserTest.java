package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.gallery.TripletPictures;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as Chromium draws it. The picture stays in {@code target/report.png}. */
class ReportInBrowserTest {
  private static final Pattern CHART =
      Pattern.compile("data-points=\"(\\d+)\"[^>]*data-drawn=\"(\\d+)\"");

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
    RunRecord run = TestRuns.run(TestRuns.experiment(), TestRuns.benchmark());
    try (Engine engine = Engines.open("cpu", 1)) {
      TripletPictures.write(folder, engine, TestRuns.DATA, 5);
    }
    String[] tags = run.benchmarks().stream().map(BenchmarkRow::tag).toArray(String[]::new);
    Files.write(folder.resolve(LatencyLog.FILE), TestRuns.latencyLog(tags));
    ReportFiles.write(folder, List.of(Report.of(run, folder)));
    Path page = folder.resolve("report.html");
    String dom = run(browser, page, "--dump-dom");
    Matcher charts = CHART.matcher(dom);
    int count = 0;
    while (charts.find()) {
      int points = Integer.parseInt(charts.group(1));
      int drawn = Integer.parseInt(charts.group(2));
      assertTrue(points > 0, charts.group());
      assertTrue(drawn > 4, charts.group());
      count++;
    }
    // Seeds, 2x2, losses; two distances and a map of each arm, a map of the untrained network, the
    // curve of n; two kernels, roofline, latencies, throughput.
    assertEquals(3 + 3 * 3 + 1 + 1 + 5, count, "charts of three arms and two kernels");
    assertEquals(3, dom.split("data:image/png;base64,", -1).length - 1, "pictures");
    String log = Files.readString(folder.resolve("stderr"));
    assertFalse(log.contains("CONSOLE"), log);
    Path picture = Path.of("target", "report.png").toAbsolutePath();
    run(browser, page, "--screenshot=" + picture);
    assertTrue(Files.size(picture) > 50_000, "an empty picture");
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
