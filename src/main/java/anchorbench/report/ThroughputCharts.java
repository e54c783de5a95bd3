package anchorbench.report;

import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Triplets a second over the batch, for each network and kind of anchors whose steps were timed at
 * several batch sizes; from where on a card is ahead of the processor, if both were timed.
 */
final class ThroughputCharts {
  private static final String STEP = "training-step";

  private ThroughputCharts() {}

  static List<Chart> of(List<BenchmarkRow> rows) {
    Map<String, Map<String, NavigableMap<Integer, Double>>> shapes = new LinkedHashMap<>();
    for (BenchmarkRow row : rows) {
      OptionalInt batch = RowName.count(row, "batch");
      if (batch.isPresent() && isShown(row)) {
        shapes
            .computeIfAbsent(
                row.parameters().get("network") + ", " + row.parameters().get("anchors"),
                s -> new LinkedHashMap<>())
            .computeIfAbsent(row.engine(), e -> new TreeMap<>())
            .put(batch.getAsInt(), batch.getAsInt() / row.meanMicros() * 1e6);
      }
    }
    List<Chart> charts = new ArrayList<>();
    shapes.forEach(
        (shape, engines) -> {
          engines.values().removeIf(byBatch -> byBatch.size() < 2);
          if (!engines.isEmpty()) {
            charts.add(chart(charts.size(), shape, engines));
          }
        });
    return charts;
  }

  /** Steps with every triplet active, and the processor's ceiling. */
  private static boolean isShown(BenchmarkRow row) {
    return row.status() == Status.TIMED
        && RowName.kernel(row).equals(STEP)
        && row.parameters().getOrDefault("active", "all").equals("all")
        && !"cuda".equals(row.parameters().get("device"));
  }

  private static Chart chart(
      int number, String shape, Map<String, NavigableMap<Integer, Double>> engines) {
    List<Series> series = new ArrayList<>();
    engines.forEach((engine, byBatch) -> series.add(line(engine, byBatch)));
    Map<String, Object> x = Chart.logarithmic("batch, in triplets");
    x.put("logBase", 2);
    return Chart.of(
        "throughput-" + number,
        "Triplets a second over the batch: %s anchors%s".formatted(shape, crossover(engines)),
        x,
        Chart.logarithmic("triplets/s"),
        series);
  }

  private static Series line(String engine, NavigableMap<Integer, Double> byBatch) {
    boolean ceiling = engine.equals(BenchmarkRow.CEILING);
    return new Series(
        ceiling ? "the step's products alone" : engine,
        "line",
        byBatch.entrySet().stream()
            .map(entry -> new Point(entry.getKey(), entry.getValue()).pair())
            .toList(),
        Palette.with(
            ceiling ? Palette.NEUTRAL : Palette.engine(engine),
            Map.of(
                "symbol",
                "circle",
                "symbolSize",
                6,
                "lineStyle",
                Map.of("type", ceiling ? "dashed" : "solid"))));
  }

  /** From which timed batch on the card stays ahead of the processor, if both were timed. */
  private static String crossover(Map<String, NavigableMap<Integer, Double>> engines) {
    NavigableMap<Integer, Double> cpu = engines.get("cpu");
    NavigableMap<Integer, Double> card = engines.get("cuda");
    if (cpu == null || card == null) {
      return "";
    }
    Integer from = null;
    for (int batch : cpu.descendingKeySet()) {
      if (!card.containsKey(batch)) {
        continue;
      }
      if (card.get(batch) <= cpu.get(batch)) {
        break;
      }
      from = batch;
    }
    return from == null
        ? "; cpu is ahead of cuda at the largest batch"
        : "; cuda is ahead of cpu from batch " + from + " on";
  }
}
