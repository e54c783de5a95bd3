package anchorbench.result;

import static java.util.Locale.ROOT;

import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.Engine;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.TestProtocols;
import anchorbench.experiment.TrialStore;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.TestSettings;
import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.BenchmarkRow.Timing;
import anchorbench.result.RunRecord.EngineEntry;
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
    Protocol protocol =
        TestProtocols.sized(
                TestProtocols.small("784-16-8", "random", "mean:5", "mean:20"), 6, 1, 20, 50)
            .with(new TestSettings(20, 3));
    try (Engine engine = Engines.open("cpu", 1)) {
      return Experiment.run(engine, 2, DATA, protocol, TrialStore.NONE, Experiment.Listener.NONE);
    }
  }

  public static RunRecord run(Experiment.Outcome experiment, List<BenchmarkRow> rows) {
    return RunRecord.now("test", DATA, engines(rows), experiment, rows);
  }

  /** An entry for each engine that a row or a peak names. */
  public static List<EngineEntry> engines(List<BenchmarkRow> rows) {
    return rows.stream()
        .filter(row -> row.status() == Status.TIMED)
        .map(
            row ->
                row.measuresMachine()
                    ? row.parameters().getOrDefault("device", "cpu")
                    : row.engine())
        .distinct()
        .map(TestRuns::engine)
        .map(EngineEntry::ready)
        .toList();
  }

  /** What an engine of a name would say of itself. */
  public static EngineDescriptor engine(String name) {
    String base = name.replaceFirst(":.*", "");
    boolean card = base.equals("cuda");
    boolean peer = List.of("nd4j", "dl4j", "pytorch", "tensorflow").contains(base);
    String last = name.substring(name.lastIndexOf(':') + 1);
    return new EngineDescriptor(
        name,
        base.equals("reference") ? Role.ORACLE : peer ? Role.PEER : Role.OWN,
        card ? Device.card("a card") : Device.processor("a processor"),
        card ? 0 : 2,
        List.of("bf16", "tf32").contains(last) ? last : EngineDescriptor.FLOAT32,
        List.of(),
        List.of());
  }

  /** A timed row; {@code samples} by fork. */
  public static BenchmarkRow row(String kernel, String engine, List<List<Double>> samples) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("batch", "128");
    parameters.put("engine", engine);
    double mean =
        samples.stream().flatMap(List::stream).mapToDouble(v -> v).average().orElseThrow();
    return new BenchmarkRow(
        new BenchmarkCase(kernel, parameters, null, null),
        engine,
        Status.TIMED,
        null,
        new Timing(mean, samples, ForkMean.halfWidth(samples), Double.NaN),
        null,
        null,
        null);
  }

  /** The same row beside another peak, with other latencies. */
  public static BenchmarkRow with(
      BenchmarkRow row, double peakMicros, BenchmarkRow.Latency latency) {
    return new BenchmarkRow(
        row.benchmark(),
        row.engine(),
        row.status(),
        row.note(),
        row.timing().beside(peakMicros),
        row.check(),
        latency,
        row.device());
  }

  /** The same row of a case with another parameter. */
  public static BenchmarkRow with(BenchmarkRow row, String parameter, String value) {
    Map<String, String> parameters = new TreeMap<>(row.parameters());
    parameters.put(parameter, value);
    return row.of(new BenchmarkCase(row.kernel(), parameters, null, row.benchmark().cost()));
  }

  /** Steps at two batch sizes on two engines, with latencies, beside the machine's peaks. */
  public static List<BenchmarkRow> benchmark() {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (int batch : new int[] {128, 1024}) {
      rows.add(step("training-step", "cpu", batch, 10 * batch));
      rows.add(step("training-step", "nd4j", batch, 60 * batch));
      // A card's step takes as long for few triplets as for many.
      rows.add(step("training-step", "cuda", batch, 5000));
      rows.add(step("training-step-ceiling", "ceiling", batch, 8 * batch));
    }
    Cost means = new Cost(784 * 600, 784 * 600);
    Map<String, String> all = Map.of("perClass", "all");
    rows.add(shaped("class-means", "cpu", 1200, all, means));
    rows.add(shaped("class-means-ceiling", "ceiling", 1000, all, new Cost(0, means.bytes())));
    return rows;
  }

  private static BenchmarkRow step(String kernel, String engine, int batch, double micros) {
    Cost cost = new Cost(1e6 * batch, engine.equals("ceiling") ? 0 : 5e3 * batch);
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
            "784-128-128-64"),
        cost);
  }

  private static BenchmarkRow shaped(
      String kernel, String engine, double micros, Map<String, String> shape, Cost cost) {
    BenchmarkRow row = row(kernel, engine, samples(micros, 2, 0));
    Map<String, String> parameters = new TreeMap<>(shape);
    boolean peak = engine.equals("ceiling");
    parameters.put(peak ? "device" : "engine", peak ? "cpu" : engine);
    boolean timedSingly = kernel.equals("training-step");
    return new BenchmarkRow(
        new BenchmarkCase(kernel, parameters, null, cost),
        engine,
        Status.TIMED,
        null,
        new Timing(row.meanMicros(), row.samples(), micros / 20, Double.NaN),
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
