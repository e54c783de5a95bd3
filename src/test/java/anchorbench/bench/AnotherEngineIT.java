package anchorbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.check.RunCheck;
import anchorbench.engine.EngineProvider;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that no list of ours has is timed, checked, recorded and reported like any other. */
class AnotherEngineIT {
  @TempDir Path folder;

  @Test
  void aMadeUpEngineGetsAFullReport() throws IOException, InterruptedException {
    Path services = Files.createDirectories(folder.resolve("provider/META-INF/services"));
    Files.writeString(
        services.resolve(EngineProvider.class.getName()), AbacusProvider.class.getName());
    Path results = folder.resolve("results");
    Path out = folder.resolve("out");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            String.join(
                File.pathSeparator,
                System.getProperty("benchmarks.jar"),
                System.getProperty("test.classes"),
                services.getParent().getParent().toString()),
            "anchorbench.bench.BenchmarkRun",
            "--preset=smoke",
            "--engines=cpu,abacus",
            "--data=synthetic",
            "--out=" + results);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertEquals(0, process.waitFor(), Files.readString(out));

    RunRecord run = RunReader.read(results);
    List<BenchmarkRow> rows =
        run.benchmarks().stream().filter(row -> row.engine().equals(AbacusProvider.NAME)).toList();
    assertEquals(6, rows.size());
    for (BenchmarkRow row : rows) {
      assertEquals(Status.TIMED, row.status(), row.note());
      assertTrue(row.check().passed(), row.tag());
      assertTrue(row.peakMicros() > 0, row.tag());
      assertTrue(row.benchmark().cost().operations() > 0, row.tag());
    }
    assertEquals(List.of(), RunCheck.of(results).differences());

    String page = Files.readString(results.resolve("report.html"));
    String markdown = Files.readString(results.resolve("report.md"));
    for (String report : List.of(page, markdown)) {
      for (String told : List.of(AbacusProvider.NAME, AbacusProvider.DEVICE, "moved by hand")) {
        assertTrue(report.contains(told), told);
      }
      assertTrue(report.contains("fastest peer, x ours"), "it is held against nobody");
    }
    // Roofline and latencies have it as a series of its own.
    assertTrue(page.contains("\"name\":\"abacus\""), "no chart has it");
    assertTrue(Files.readString(results.resolve("report.csv")).contains(",abacus,beads 1,"));
  }
}
