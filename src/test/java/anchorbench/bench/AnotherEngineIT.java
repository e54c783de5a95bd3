package anchorbench.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.check.RunCheck;
import anchorbench.data.SmallImages;
import anchorbench.engine.EngineProvider;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    Path results = Files.createDirectories(folder.resolve("results"));
    Path out = folder.resolve("out");
    String options =
        "anchorbench.bench.BenchmarksMain (classMeans|tripletAssembly|trainingStep)(Ceiling)?$ -p"
            + " engine=cpu,abacus -p perClass=all -p batch=128 -p network=784-32-16 -f 1 -wi 1 -i 2"
            + " -w 50ms -r 50ms -rf json";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Danchorbench.bench.data=" + SmallImages.writeTo(folder));
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            System.getProperty("benchmarks.jar"),
            System.getProperty("test.classes"),
            services.getParent().getParent().toString()));
    command.addAll(List.of(options.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .directory(results.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertEquals(0, process.waitFor(), Files.readString(out));
    ReportFiles.write(results, List.of(Report.read(results)));

    RunRecord run = RunReader.read(results);
    List<BenchmarkRow> rows =
        run.benchmarks().stream().filter(row -> row.engine().equals(AbacusProvider.NAME)).toList();
    assertEquals(5, rows.size(), Files.readString(out));
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
