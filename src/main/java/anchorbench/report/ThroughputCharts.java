package anchorbench.report;

import anchorbench.device.Device;
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
 * Triplets per second over the batch size, for each network and kind of anchors whose steps were
 * timed at several batch sizes; from where on a card is ahead of the processor, if both were timed.
 */
final class ThroughputCharts {
  private static final String STEP = "training-step";

  private ThroughputCharts() {}

  static List<Chart> of(EnginesOfRun engines, List<BenchmarkRow> rows) {
    Map<String, Map<String, NavigableMap<Integer, Double>>> shapes = new LinkedHashMap<>();
    for (BenchmarkRow row : rows) {
      OptionalInt batch = RowName.count(row, "batch");
      if (batch.isPresent() && isShown(engines, row)) {
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
        (shape, rates) -> {
          rates.values().removeIf(byBatch -> byBatch.size() < 2);
          if (!rates.isEmpty()) {
            charts.add(chart(engines, charts.size(), shape, rates));
          }
        });
    return charts;
  }

  /** Steps with every triplet active, and the processor's peak. */
  private static boolean isShown(EnginesOfRun engines, BenchmarkRow row) {
    return row.status() == Status.TIMED
        && RowName.kernel(row).equals(STEP)
        && row.parameters().getOrDefault("active", "all").equals("all")
        && !(row.measuresMachine() && engines.isOnCard(row));
  }

  private static Chart chart(
      EnginesOfRun engines,
      int number,
      String shape,
      Map<String, NavigableMap<Integer, Double>> rates) {
    List<Series> series = new ArrayList<>();
    rates.forEach((engine, byBatch) -> series.add(line(engine, engines.colour(engine), byBatch)));
    Map<String, Object> x = Chart.logarithmic("batch, in triplets");
    x.put("logBase", 2);
    return Chart.of(
        "throughput-" + number,
        "Triplets per second by batch size: %s anchors%s"
            .formatted(shape, crossover(engines, rates)),
        x,
        Chart.logarithmic("triplets/s"),
        series);
  }

  private static Series line(String engine, String colour, NavigableMap<Integer, Double> byBatch) {
    boolean peak = engine.equals(BenchmarkRow.PEAK);
    return new Series(
        peak ? "the step's products alone" : engine,
        "line",
        byBatch.entrySet().stream()
            .map(entry -> new Point(entry.getKey(), entry.getValue()).pair())
            .toList(),
        Palette.with(
            colour,
            Map.of(
                "symbol",
                "circle",
                "symbolSize",
                6,
                "lineStyle",
                Map.of("type", peak ? "dashed" : "solid"))));
  }

  /** From which timed batch on our card's engine stays ahead of our processor's. */
  private static String crossover(
      EnginesOfRun engines, Map<String, NavigableMap<Integer, Double>> rates) {
    String processor = engines.own(Device.Kind.PROCESSOR).orElse(null);
    String card = engines.own(Device.Kind.CARD).orElse(null);
    NavigableMap<Integer, Double> onProcessor = rates.get(processor);
    NavigableMap<Integer, Double> onCard = rates.get(card);
    if (onProcessor == null || onCard == null) {
      return "";
    }
    Integer from = null;
    for (int batch : onProcessor.descendingKeySet()) {
      if (!onCard.containsKey(batch)) {
        continue;
      }
      if (onCard.get(batch) <= onProcessor.get(batch)) {
        break;
      }
      from = batch;
    }
    return from == null
        ? "; %s is ahead of %s at the largest batch".formatted(processor, card)
        : "; %s is ahead of %s from batch %s on".formatted(card, processor, from);
  }
}
