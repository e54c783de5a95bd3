package anchorbench.report;

import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.LatencyLog;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * The benchmark's pictures: a kernel each, engines beside the machine's ceiling; the roofline;
 * latencies; triplets per second over the batch.
 */
final class BenchmarkCharts {
  private static final List<Double> PERCENTILES =
      List.of(1.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.99, 100.0);
  private static final DecimalFormat FORMAT =
      new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));

  private static final String STEP = "training-step";

  private BenchmarkCharts() {}

  /**
   * @param trainImages how many "all" are
   */
  static List<Chart> of(
      List<BenchmarkRow> rows, int trainImages, Map<String, Histogram> latencies) {
    Map<String, List<BenchmarkRow>> kernels = new LinkedHashMap<>();
    List<BenchmarkRow> timed = rows.stream().filter(row -> row.status() == Status.TIMED).toList();
    for (BenchmarkRow row : timed) {
      kernels
          .computeIfAbsent(row.kernel().replace("-ceiling", ""), k -> new ArrayList<>())
          .add(row);
    }
    List<Chart> charts = new ArrayList<>();
    kernels.forEach((kernel, each) -> charts.add(kernel(charts.size(), kernel, each)));
    Chart roofline = Roofline.of(timed, trainImages);
    if (roofline != null) {
      charts.add(roofline);
    }
    List<BenchmarkRow> recorded =
        timed.stream().filter(row -> latencies.containsKey(row.tag())).toList();
    if (!recorded.isEmpty()) {
      charts.add(latencies(recorded, latencies));
    }
    charts.addAll(throughput(timed));
    return charts;
  }

  private static Chart kernel(int number, String kernel, List<BenchmarkRow> rows) {
    List<String> works =
        new ArrayList<>(new LinkedHashSet<>(rows.stream().map(BenchmarkCharts::work).toList()));
    List<String> engines =
        rows.stream().map(BenchmarkRow::engine).distinct().collect(Collectors.toList());
    List<Series> series = new ArrayList<>();
    List<List<Double>> intervals = new ArrayList<>();
    for (int e = 0; e < engines.size(); e++) {
      List<Object> values = new ArrayList<>();
      for (int w = 0; w < works.size(); w++) {
        BenchmarkRow row = find(rows, engines.get(e), works.get(w));
        values.add(row == null ? "-" : row.meanMicros());
        if (row != null && row.errorMicros() > 0) {
          // A mean less its interval may fall below 0, which a logarithm has no place for.
          double low = Math.max(row.meanMicros() - row.errorMicros(), row.meanMicros() / 10);
          intervals.add(
              List.of(
                  (double) w,
                  low,
                  row.meanMicros() + row.errorMicros(),
                  (double) e,
                  (double) engines.size()));
        }
      }
      Map<String, Object> settings = EngineColours.with(engines.get(e), Map.of("barGap", "0%"));
      series.add(new Series(engines.get(e), "bar", values, settings));
    }
    if (!intervals.isEmpty()) {
      series.add(
          new Series("99.9 % interval", "custom", intervals, Map.of("renderItem", "interval")));
    }
    Chart chart =
        Chart.byName(
            "kernel-" + number, kernel + ": microseconds, logarithmic", works, "us", series);
    chart.option().put("yAxis", Map.of("type", "log", "name", "us"));
    return chart;
  }

  private static BenchmarkRow find(List<BenchmarkRow> rows, String engine, String work) {
    return rows.stream()
        .filter(row -> row.engine().equals(engine) && work(row).equals(work))
        .findFirst()
        .orElse(null);
  }

  /** What was done, whoever did it: a ceiling's work is its kernel's with every triplet active. */
  private static String work(BenchmarkRow row) {
    return row.parameters().entrySet().stream()
        .filter(entry -> !Set.of("engine", "device").contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .filter(value -> !value.equals("all") || !row.parameters().containsKey("active"))
        .collect(Collectors.joining(" "));
  }

  private static Chart latencies(List<BenchmarkRow> rows, Map<String, Histogram> histograms) {
    List<Series> series = new ArrayList<>();
    for (BenchmarkRow row : rows) {
      Histogram nanos = histograms.get(row.tag());
      List<Double> micros =
          PERCENTILES.stream().map(percent -> LatencyLog.micros(nanos, percent)).toList();
      series.add(new Series(row.engine() + " " + work(row), "line", micros));
    }
    Chart chart =
        Chart.byName(
            "latency",
            "Latency of single steps: percentiles of latency.hlog, logarithmic",
            PERCENTILES.stream().map(p -> p == 100 ? "max" : "p" + FORMAT.format(p)).toList(),
            "us",
            series);
    chart.option().put("yAxis", Map.of("type", "log", "name", "us"));
    return chart;
  }

  /** A chart for each network and kind of anchors whose steps were timed at several batch sizes. */
  private static List<Chart> throughput(List<BenchmarkRow> rows) {
    Map<String, Map<String, Map<Integer, Double>>> shapes = new LinkedHashMap<>();
    for (BenchmarkRow row : rows) {
      if (row.kernel().equals(STEP) && "all".equals(row.parameters().get("active"))) {
        int batch = Integer.parseInt(row.parameters().get("batch"));
        String shape = row.parameters().get("network") + ", " + row.parameters().get("anchors");
        shapes
            .computeIfAbsent(shape, s -> new LinkedHashMap<>())
            .computeIfAbsent(row.engine(), e -> new TreeMap<>())
            .put(batch, batch / row.meanMicros() * 1e6);
      }
    }
    List<Chart> charts = new ArrayList<>();
    shapes.forEach(
        (shape, engines) -> {
          engines.values().removeIf(byBatch -> byBatch.size() < 2);
          if (!engines.isEmpty()) {
            charts.add(throughput(charts.size(), shape, engines));
          }
        });
    return charts;
  }

  private static Chart throughput(
      int number, String shape, Map<String, Map<Integer, Double>> engines) {
    List<Series> series = new ArrayList<>();
    engines.forEach(
        (engine, byBatch) ->
            series.add(
                new Series(
                    engine,
                    "line",
                    byBatch.entrySet().stream()
                        .map(entry -> new Point(entry.getKey(), entry.getValue()).pair())
                        .toList(),
                    EngineColours.with(engine, Map.of()))));
    Chart chart =
        Chart.byNumber(
            "throughput-" + number,
            "Triplets a second over the batch, %s anchors%s".formatted(shape, crossover(engines)),
            "batch",
            "triplets/s",
            series);
    chart.option().put("xAxis", Map.of("type", "log", "name", "batch", "logBase", 2));
    chart.option().put("yAxis", Map.of("type", "log", "name", "triplets/s"));
    return chart;
  }

  /** From which timed batch on the card is ahead of the processor, if both were timed. */
  private static String crossover(Map<String, Map<Integer, Double>> engines) {
    Map<Integer, Double> cpu = engines.get("cpu");
    Map<Integer, Double> card = engines.get("cuda");
    if (cpu == null || card == null) {
      return "";
    }
    return cpu.keySet().stream()
        .filter(batch -> card.containsKey(batch) && card.get(batch) > cpu.get(batch))
        .min(Comparator.naturalOrder())
        .map(batch -> "; cuda is ahead of cpu from batch " + batch + " on")
        .orElse("; cpu is ahead of cuda throughout");
  }
}
