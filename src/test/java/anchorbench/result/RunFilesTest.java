package anchorbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.check.RawTimes;
import anchorbench.check.RunCheck;
import anchorbench.output.Json;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records on disk: read back, checked, and refused when a hand or a crash has been at them. */
class RunFilesTest {
  private static final long SEED = 77;

  private static final RunRecord RUN =
      TestRuns.run(
          TestRuns.experiment(), List.of(TestRuns.row("step", "cpu", TestRuns.samples(50, 2, 0))));

  @TempDir Path folder;

  private Path write(String text) throws IOException {
    Path file = folder.resolve(RunRecord.FILE);
    Files.writeString(file, text);
    return file;
  }

  @Test
  void aRecordIsReadBack() throws IOException {
    write(Json.text(RUN));
    assertEquals(Json.text(RUN), Json.text(RunReader.read(folder)));
  }

  @Test
  void otherVersionsAndOtherFilesAreRefused() throws IOException {
    String text = Json.text(RUN);
    write(text.replace("\"version\" : 3", "\"version\" : 4"));
    Exception newer = assertThrows(IncomparableException.class, () -> RunReader.read(folder));
    assertTrue(newer.getMessage().contains("newer build"), newer.getMessage());
    write(text.replace("\"version\" : 3", "\"version\" : 1"));
    Exception older = assertThrows(IncomparableException.class, () -> RunReader.read(folder));
    assertTrue(older.getMessage().endsWith("reads versions 2 to 3"), older.getMessage());
    write("{\"schema\": \"else\", \"version\": 2}");
    assertThrows(InputException.class, () -> RunReader.read(folder));
    assertThrows(InputException.class, () -> RunReader.read(folder.resolve("nothing")));
  }

  /** A field of a later build is passed over; one that may be missing is null. */
  @Test
  void fieldsMayComeAndGoWithinAVersion() throws IOException {
    String text = Json.text(RUN);
    String more =
        text.replace("\"version\" : 3,", "\"version\" : 3, \"weather\" : {\"rain\" : [1]},")
            .replace("\"kernel\" :", "\"colour\" : \"red\", \"kernel\" :");
    assertTrue(more.contains("weather") && more.contains("colour"), "nothing was added");
    write(more);
    assertEquals(text, Json.text(RunReader.read(folder)));
    String fewer = text.replaceAll("\"(device|latency|note)\" : null,?", "");
    assertTrue(fewer.length() < text.length(), "nothing was taken away");
    write(fewer.replaceAll(",\\s*}", "}"));
    assertEquals(text, Json.text(RunReader.read(folder)));
  }

  /** Cut off, bytes changed, nested without end: refused in one line, or read as sound. */
  @Test
  void damagedRecordsNeverCrash() throws IOException {
    byte[] sound = Json.text(RUN).getBytes(StandardCharsets.UTF_8);
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 0);
    Path file = folder.resolve(RunRecord.FILE);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = sound.clone();
      int at = random.below(damaged.length);
      if (i % 3 == 0) {
        damaged = java.util.Arrays.copyOf(damaged, at);
      } else {
        damaged[at] = (byte) "0123456789{}[]\",:-eNn".charAt(random.below(21));
      }
      Files.write(file, damaged);
      String seed = "seed " + SEED + " round " + i;
      try {
        RunRecord read = RunReader.read(folder);
        RunCheck.of(read, RawTimes.NONE, Map.of());
      } catch (InputException | IncomparableException e) {
        assertEquals(1, e.getMessage().lines().count(), seed + ": " + e.getMessage());
      }
    }
    write("[".repeat(100_000));
    assertThrows(InputException.class, () -> RunReader.read(folder));
    write("{\"version\": " + "9".repeat(5000) + "}");
    assertThrows(InputException.class, () -> RunReader.read(folder));
  }

  @Test
  void namesFromOutsideAreEscaped() throws IOException {
    String evil = "</script><img src=x onerror=alert(1)>";
    RunRecord run =
        TestRuns.run(
            RUN.experiment(), List.of(TestRuns.row(evil, evil, TestRuns.samples(50, 2, 0))));
    ReportFiles.write(folder, List.of(Report.of(run, folder)));
    String html = Files.readString(folder.resolve("report.html"));
    assertTrue(!html.contains("<img src=x"), "a name became an element");
    assertTrue(html.contains("&lt;/script&gt;&lt;img"));
    assertTrue(html.length() < 5 << 20, html.length() + " characters");
    assertTrue(!html.contains("https://cdn"), "a link to elsewhere");
    String csv = Files.readString(folder.resolve("report.csv"));
    assertTrue(csv.startsWith("run,commit,images sha256,engine"));
    assertTrue(
        Files.readString(folder.resolve("report.md"))
            .contains(RUN.experiment().comparisons().getFirst().verdict()));
  }
}
