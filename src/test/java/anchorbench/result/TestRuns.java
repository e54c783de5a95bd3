package anchorbench.result;

import static java.util.Locale.ROOT;

import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Notebook;
import anchorbench.experiment.Protocol;
import anchorbench.experiment.Protocols;
import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.statistics.ForkMean;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Records to report and compare: a real small experiment and made-up times. */
public final class TestRuns {
  public static final DataSet DATA = new SyntheticGarments(3).dataSet(600, 200);

  private TestRuns() {}

  /** An experiment of six seeds on drawn images. */
  public static Experiment.Outcome experiment() {
    Protocol clean = Protocols.CLEAN.sized("test", 6, 1).untuned(1, 1e-3);
    try (Engine engine = Engines.open("cpu", 1)) {
      return Experiment.run(
          engine,
          2,
          DATA,
          new Protocol(
              clean.name(),
              List.of("random", "mean:5", "mean:20"),
              6,
              1,
              1,
              20,
              clean.supply(),
              clean.meansFrom(),
              clean.validation(),
              clean.validationShare(),
              0,
              clean.keep(),
              "784-16-8",
              clean.distance(),
              clean.margins(),
              clean.learningRates(),
              1,
              1,
              50,
              clean.pixelScale(),
              20,
              3),
          Notebook.NONE,
          Experiment.Listener.NONE);
    }
  }

  public static RunRecord run(Experiment.Outcome experiment, List<BenchmarkRow> rows) {
    return RunRecord.now("test", DATA, List.of(), experiment, rows);
  }

  /** A timed row; {@code samples} by fork. */
  public static BenchmarkRow row(String kernel, String engine, List<List<Double>> samples) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("batch", "128");
    parameters.put("engine", engine);
    double mean =
        samples.stream().flatMap(List::stream).mapToDouble(v -> v).average().orElseThrow();
    return new BenchmarkRow(
        kernel,
        engine,
        parameters,
        null,
        Status.TIMED,
        null,
        mean,
        samples,
        ForkMean.halfWidth(samples),
        Double.NaN,
        null,
        null,
        null);
  }

  /** The same row beside another ceiling, with other latencies. */
  public static BenchmarkRow with(
      BenchmarkRow row, double ceilingMicros, BenchmarkRow.Latency latency) {
    return new BenchmarkRow(
        row.kernel(),
        row.engine(),
        row.parameters(),
        row.drawSeed(),
        row.status(),
        row.note(),
        row.meanMicros(),
        row.samples(),
        row.errorMicros(),
        ceilingMicros,
        row.check(),
        latency,
        row.device());
  }

  /** Steps at two batch sizes on two engines, with latencies, beside the machine's ceilings. */
  public static List<BenchmarkRow> benchmark() {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int batch : new int[] {128, 1024}) {
      rows.add(step("training-step", "cpu", batch, 10 * batch));
      rows.add(step("training-step", "nd4j", batch, 60 * batch));
      // A card's step takes as long for few triplets as for many.
      rows.add(step("training-step", "cuda", batch, 5000));
      rows.add(step("training-step-ceiling", "ceiling", batch, 8 * batch));
    }
    rows.add(shaped("class-means", "cpu", 1200, Map.of("perClass", "all")));
    rows.add(shaped("class-means-ceiling", "ceiling", 1000, Map.of("perClass", "all")));
    return rows;
  }

  private static BenchmarkRow step(String kernel, String engine, int batch, double micros) {
    return shaped(
        kernel,
        engine,
        micros,
        Map.of(
            "active",
            "all",
            "anchors",
            "mean",
            "batch",
            String.valueOf(batch),
            "network",
            "784-128-128-64"));
  }

  private static BenchmarkRow shaped(
      String kernel, String engine, double micros, Map<String, String> shape) {
    BenchmarkRow row = row(kernel, engine, samples(micros, 2, 0));
    Map<String, String> parameters = new LinkedHashMap<>(new TreeMap<>(shape));
    parameters.put(engine.equals("ceiling") ? "device" : "engine", engine);
    boolean timedSingly = kernel.equals("training-step");
    return new BenchmarkRow(
        kernel,
        engine,
        parameters,
        null,
        Status.TIMED,
        null,
        row.meanMicros(),
        row.samples(),
        micros / 20,
        Double.NaN,
        null,
        timedSingly
            ? new BenchmarkRow.Latency(1000, micros, 2 * micros, 3 * micros, 9 * micros)
            : null,
        null);
  }

  /** Samples around a mean, each fork a little off; the same for the same arguments. */
  public static List<List<Double>> samples(double mean, int forks, int shift) {
    List<List<Double>> samples = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      List<Double> fork = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        fork.add(mean * (1 + 0.004 * ((f * 7 + i * 3 + shift) % 5 - 2)));
      }
      samples.add(fork);
    }
    return samples;
  }

  /** The rows as JMH's own JSON has them. */
  public static String jmhJson(List<BenchmarkRow> rows) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (BenchmarkRow row : rows) {
      String method =
          Pattern.compile("-(.)")
              .matcher(row.kernel())
              .replaceAll(m -> m.group(1).toUpperCase(ROOT));
      all.add(
          Map.of(
              "benchmark",
              "anchorbench.bench.Benchmark." + method,
              "mode",
              "avgt",
              "threads",
              1,
              "measurementBatchSize",
              1,
              "params",
              row.parameters(),
              "primaryMetric",
              Map.of("scoreUnit", "us/op", "rawData", row.samples()),
              "secondaryMetrics",
              Map.of()));
    }
    return Json.text(all);
  }

  /** A latency.hlog with 1 to 1,000 us for each tag. */
  public static byte[] latencyLog(String... tags) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HistogramLogWriter writer = new HistogramLogWriter(bytes);
    writer.outputLogFormatVersion();
    writer.outputLegend();
    for (String tag : tags) {
      Histogram histogram = new Histogram(3);
      for (int micros = 1; micros <= 1000; micros++) {
        histogram.recordValue(micros * 1000L);
      }
      histogram.setTag(tag);
      histogram.setStartTimeStamp(0);
      histogram.setEndTimeStamp(1000);
      writer.outputIntervalHistogram(histogram);
    }
    writer.close();
    return bytes.toByteArray();
  }
}
