package anchorbench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.engine.Engine;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.TestProtocols;
import anchorbench.experiment.TrialStore;
import anchorbench.output.Json;
import anchorbench.report.Report;
import anchorbench.report.ReportFiles;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of more pixels than a linear probe has columns. */
class WideImagesTest {
  /** 4,101 numbers of an image: 5 more than the most. */
  private static final Shape SHAPE = new Shape(3, 1367, 1);

  @TempDir Path folder;

  /** Two classes, the second brighter by half of the range. */
  private static ImageSet images(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MemorySegment pixels = ImageSet.allocatePixels(count, SHAPE);
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      for (int p = 0; p < SHAPE.size(); p++) {
        byte value = (byte) (random.nextInt(128) + 127 * labels[i]);
        pixels.set(ValueLayout.JAVA_BYTE, (long) i * SHAPE.size() + p, value);
      }
    }
    return new ImageSet(pixels, labels, SHAPE, List.of("dark", "bright"));
  }

  @Test
  void theProbeOfRawPixelsIsLeftOutAndTheReportSaysWhy() throws IOException {
    DataSet data = new DataSet("wide", "test", "", true, images(80, 1), images(20, 2));
    Experiment.Outcome outcome;
    try (Engine engine = Engines.open("cpu", 1)) {
      outcome =
          Experiment.run(
              engine,
              1,
              data,
              TestProtocols.sized(
                  TestProtocols.small("4101-8-4", "random", "mean:5"), 1, 1, 20, 20),
              TrialStore.NONE,
              Experiment.Listener.NONE);
    }
    Scores pixels = outcome.pixels();
    assertTrue(Double.isNaN(pixels.linearProbe()) && !Double.isNaN(pixels.nearestMean()));
    assertTrue(!Double.isNaN(outcome.untrained().getFirst().scores().linearProbe()));

    Json.write(
        folder.resolve(RunRecord.FILE), RunRecord.now("test", data, List.of(), outcome, List.of()));
    ReportFiles.write(folder, List.of(Report.read(folder)));
    String markdown = Files.readString(folder.resolve("report.md"));
    assertTrue(markdown.contains("not measured"), markdown);
    assertTrue(markdown.contains("fitted in up to 4,096 columns"), markdown);
    assertEquals(List.of(), RunCheck.of(folder).differences());
  }
}
