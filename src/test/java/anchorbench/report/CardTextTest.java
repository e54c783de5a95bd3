package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.device.DeviceClocks;
import anchorbench.result.BenchmarkCase;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.Cost;
import anchorbench.result.RunRecord;
import anchorbench.result.TestRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A card's rows, their predictions and the aims, worked out by hand. */
class CardTextTest {
  private static final Map<String, String> CNN =
      Map.of("anchors", "random", "batch", "128", "network", "cnn");

  private static final Map<String, String> STEP =
      Map.of("batch", "128", "network", "784-128-128-64", "active", "all");

  private final List<BenchmarkRow> rows = new ArrayList<>();

  private void add(String kernel, String engine, double micros, Map<String, String> parameters) {
    add(kernel, engine, micros, parameters, null);
  }

  private void add(
      String kernel, String engine, double micros, Map<String, String> parameters, Cost cost) {
    BenchmarkRow row = TestRuns.row(kernel, engine, List.of(List.of(micros, micros)));
    rows.add(
        new BenchmarkRow(
            new BenchmarkCase(kernel, parameters, null, cost),
            engine,
            Status.TIMED,
            null,
            row.timing(),
            null,
            null,
            new BenchmarkRow.OnDevice(
                micros / 2,
                List.of(
                    new DeviceClocks(1980, 2619, 300.0, 1e6, 50, List.of("software power cap"))))));
  }

  private void step(String engine, String anchors, double micros) {
    Map<String, String> parameters = new TreeMap<>(STEP);
    parameters.put("anchors", anchors);
    add("training-step-in-epoch", engine, micros, parameters);
  }

  private String text() {
    return CardText.of(TestRuns.run(null, rows));
  }

  @Test
  void nothingMeasuredIsSaidForEachAim() {
    String text = text();
    assertEquals(10, text.split("not measured", -1).length - 1, text);
    assertTrue(!text.contains("met"), text);
  }

  @Test
  void aimsAreHeldToTheRows() {
    step("cuda", "random", 16);
    step("cuda", "mean", 20);
    step("pytorch:eager", "random", 480);
    step("pytorch:graphs", "random", 60);
    // Another network's rows have an aim of their own.
    add("training-step-in-epoch", "cuda", 500, CNN);
    add("training-step-in-epoch", "pytorch:graphs", 700, CNN);
    RunRecord run = TestRuns.run(null, rows);
    List<String> aims = CardAims.of(run, CardExpectations.read());
    assertEquals(
        "step of 128 triplets in an epoch, us: 16.00, met (aim: at most 20.0)", aims.get(0));
    assertEquals(
        "step time of PyTorch eager over cuda's: 30.00, met (aim: at least 20.0)", aims.get(1));
    assertEquals(
        "step time of PyTorch's CUDA graphs over cuda's: 3.75, NOT MET (aim: at least 4.0)",
        aims.get(2));
    assertEquals(
        "step time of PyTorch's CUDA graphs over cuda's, cnn: 1.40, met (aim: at least 1.3)",
        aims.get(3));
    assertEquals(
        "step time with random anchors over mean anchors: 0.80, NOT MET (aim: at least 1.0)",
        aims.get(4));
    // Predicted 13 to 15 us on the device, where it took 8: 8 / 14.
    assertTrue(
        text().lines().anyMatch(line -> line.contains("13.0 to 15.0") && line.contains("0.57")),
        text());
    assertTrue(text().contains("clocks 1980 to 1980 MHz, limited by: software power cap"));
  }

  @Test
  void bandwidthIsAShareOfTheCopy() {
    // 2 GiB moved in 500 us on the device.
    double copied = 1L << 31;
    add("device-limit", BenchmarkRow.PEAK, 1000, Map.of("limit", "COPY"), new Cost(0, copied));
    double read = 4.7e9;
    double micros = 2 * 500 * read / copied / 0.5;
    Map<String, String> shape = Map.of("perClass", "all", "images", "x10");
    add("class-means", "cuda", micros, shape, new Cost(read, read));
    String aims = String.join("\n", CardAims.of(TestRuns.run(null, rows), CardExpectations.read()));
    assertTrue(
        aims.contains(
            "class means beyond the caches: bandwidth over that of a copy (all images, images x10):"
                + " 0.50, NOT MET"),
        aims);
  }

  @Test
  void trialsAtOnceAndTheBatchSizeFromWhichTheCardWins() {
    Map<String, String> trials = new TreeMap<>(STEP);
    trials.put("trials", "1");
    add("trials-at-once", "cuda", 5000, trials);
    trials.put("trials", "20");
    add("trials-at-once", "cuda", 40_000, trials);
    double[][] steps = {{1, 50, 20}, {16, 51, 90}, {128, 55, 700}};
    for (double[] each : steps) {
      Map<String, String> parameters = new TreeMap<>(STEP);
      parameters.put("batch", String.valueOf((int) each[0]));
      add("training-step", "cuda", each[1], parameters);
      add("training-step", "cpu", each[2], parameters);
    }
    String text = text();
    assertTrue(text.contains("2,350 steps of a trial, s: 0.05, met"), text);
    assertTrue(text.contains("throughput of 20 trials at once over that of one: 2.50, met"), text);
    assertTrue(text.contains("the card is faster from batch size 16 on"), text);
  }
}
