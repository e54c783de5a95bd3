package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.check.RunCheck;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.engine.Engine;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.TestProtocols;
import anchorbench.experiment.TrialStore;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.TestSettings;
import anchorbench.output.Json;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A report of 300 classes, some of whose names are anything but names. */
class ClassNamesTest {
  private static final int CLASSES = 300;
  private static final Shape SHAPE = new Shape(3, 2, 3);

  /** In steps of 15: those that a chart of 20 of them shows. */
  private static final List<String> HOSTILE =
      List.of(
          "</script><img src=x onerror=alert(1)>",
          "R&D \"quoted\" 'names'",
          "@ECHARTS@ @BODY@",
          "שלום עולם",
          "猫\u2028line",
          "$1 \\1 \\",
          "\u202eright to left");

  @TempDir Path folder;

  private static ImageSet images(int perClass, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    MemorySegment pixels = ImageSet.allocatePixels(CLASSES * perClass, SHAPE);
    for (long at = 0; at < (long) CLASSES * perClass * SHAPE.size(); at++) {
      pixels.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
    }
    int[] labels = new int[CLASSES * perClass];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % CLASSES;
    }
    for (int c = 0; c < CLASSES; c++) {
      names.add(c % 15 == 0 && c / 15 < HOSTILE.size() ? HOSTILE.get(c / 15) : "class " + c);
    }
    return new ImageSet(pixels, labels, SHAPE, names);
  }

  private static Experiment.Outcome outcome(DataSet data) {
    Protocol protocol =
        TestProtocols.sized(TestProtocols.small("18-4-3", "random", "mean:2"), 1, 1, 1, 50)
            .with(new TestSettings(1, 3));
    try (Engine engine = Engines.open("cpu", 1)) {
      return Experiment.run(engine, 1, data, protocol, TrialStore.NONE, Experiment.Listener.NONE);
    }
  }

  private static JsonNode charts(String html) {
    Matcher script =
        Pattern.compile("<script type=\"application/json\" id=\"charts\">(.*?)</script>")
            .matcher(html);
    assertTrue(script.find(), "no charts");
    return Json.read("charts", script.group(1).getBytes(StandardCharsets.UTF_8), JsonNode.class);
  }

  @Test
  void namesAreShownAsTheyAreAndTwentyOfThem() throws IOException {
    DataSet data = new DataSet("hostile <b>", "test", "", true, images(4, 1), images(2, 2));
    RunRecord run = RunRecord.now("test", data, List.of(), outcome(data), List.of());
    Json.write(folder.resolve(RunRecord.FILE), run);
    assertEquals(SHAPE, RunReader.read(folder).images().shape());
    ReportFiles.write(folder, List.of(Report.read(folder)));
    String html = Files.readString(folder.resolve("report.html"));
    assertFalse(html.contains("<img src=x"), "a name became an element");
    assertFalse(html.contains("hostile <b>"), "a name became an element");
    assertTrue(html.contains("20 of 300 classes are drawn."));
    assertTrue(html.contains("1,200 training and 600 test, 2x3x3, 300 classes"));
    assertEquals(1, html.split("<!doctype html>", -1).length - 1);
    assertTrue(html.length() < 5 << 20, html.length() + " characters");

    List<String> drawn = new ArrayList<>();
    for (JsonNode chart : charts(html)) {
      if (chart.path("id").asString().contains("map-0")) {
        chart.path("option").path("series").forEach(s -> drawn.add(s.path("name").asString()));
      }
    }
    assertEquals(20, drawn.size());
    assertEquals(HOSTILE, drawn.subList(0, HOSTILE.size()));
    assertEquals(List.of(), RunCheck.of(folder).differences());
  }
}
