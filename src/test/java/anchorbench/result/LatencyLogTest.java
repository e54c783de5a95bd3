package anchorbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyLogTest {
  private static final int SEED = 20_241_218;
  private static final String ROW = "training-step/engine=cpu";

  @Test
  void percentilesAreThoseRecorded() {
    Map<String, Histogram> read = LatencyLog.read("l", TestRuns.latencyLog(ROW));
    BenchmarkRow.Latency latency = LatencyLog.percentiles(read.get(ROW));
    assertEquals(1000, latency.count());
    assertEquals(500, latency.p50Micros(), 500 * 2e-3);
    assertEquals(990, latency.p99Micros(), 990 * 2e-3);
    assertEquals(1000, latency.maxMicros(), 1000 * 2e-3);
  }

  @Test
  void noFileIsNoHistogram() {
    assertTrue(LatencyLog.read("l", null).isEmpty());
  }

  @Test
  void whatIsWrittenIsReadAndNothingIsNoFile(@TempDir Path folder) throws IOException {
    Map<String, Histogram> histograms = LatencyLog.read("l", TestRuns.latencyLog(ROW));
    Path log = folder.resolve(LatencyLog.FILE);
    LatencyLog.write(log, List.of());
    assertTrue(Files.notExists(log));
    LatencyLog.write(log, histograms.values());
    assertEquals(
        LatencyLog.percentiles(histograms.get(ROW)),
        LatencyLog.percentiles(LatencyLog.read("l", Files.readAllBytes(log)).get(ROW)));
  }

  @Test
  void oneRowHasOneHistogram() {
    Exception refusal =
        assertThrows(
            InputException.class, () -> LatencyLog.read("l", TestRuns.latencyLog(ROW, ROW)));
    assertEquals("l: two histograms of one row", refusal.getMessage());
  }

  @Test
  void damagedLogsNeverCrash() {
    byte[] sound = TestRuns.latencyLog(ROW, "other/engine=cpu");
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] damaged = sound.clone();
      int at = random.nextInt(damaged.length);
      if (i % 3 == 0) {
        damaged = Arrays.copyOf(damaged, at);
      } else {
        damaged[at] = (byte) random.nextInt(' ', 127);
      }
      try {
        LatencyLog.read("l", damaged);
      } catch (InputException e) {
        refused++;
        assertEquals(1, e.getMessage().lines().count(), "seed " + SEED + " round " + i + ": " + e);
      }
    }
    assertTrue(refused > 50, refused + " refused");
    byte[] text = "Tag=a,0,1,1,HISTFAAAA////".getBytes(StandardCharsets.UTF_8);
    assertThrows(InputException.class, () -> LatencyLog.read("l", text));
  }
}
