package anchorbench.report;

import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.Cost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The roofline (Williams, Waterman and Patterson 2009): operations per second over operations per
 * byte. The roofs are this run's own peaks: the slope is the fastest reading or copying, the flat
 * part the fastest matrix products.
 */
final class Roofline {
  private static final int HIGH = 380;

  private Roofline() {}

  /** Marks of the kernels, in the order of their appearance, and what they are called. */
  private static final List<String> MARKS =
      List.of("triangle", "rect", "circle", "diamond", "arrow");

  private static final List<String> MARK_NAMES =
      List.of("triangles", "squares", "dots", "diamonds", "arrows");

  /** Null where no peak was timed. */
  static Chart of(EnginesOfRun engines, List<BenchmarkRow> rows) {
    double bandwidth = 0;
    double peak = 0;
    Map<String, List<Object>> byEngine = new LinkedHashMap<>();
    List<String> kernels = new ArrayList<>();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (BenchmarkRow row : rows) {
      Cost cost = row.benchmark().cost();
      // A card has roofs of its own.
      if (cost == null || engines.isOnCard(row)) {
        continue;
      }
      if (row.measuresMachine()) {
        // Some peaks do nothing but a case's arithmetic, others only move its bytes.
        peak = Math.max(peak, cost.operations() / row.meanMicros() / 1e3);
        bandwidth = Math.max(bandwidth, cost.bytes() / row.meanMicros() / 1e3);
      } else {
        if (!kernels.contains(row.kernel())) {
          kernels.add(row.kernel());
        }
        least = Math.min(least, cost.intensity());
        most = Math.max(most, cost.intensity());
        byEngine
            .computeIfAbsent(row.engine(), e -> new ArrayList<>())
            .add(point(row, MARKS.get(kernels.indexOf(row.kernel()) % MARKS.size())));
      }
    }
    if (bandwidth == 0 || peak == 0 || byEngine.isEmpty()) {
      return null;
    }
    List<Series> series = new ArrayList<>();
    byEngine.forEach(
        (engine, points) ->
            series.add(
                new Series(
                    engine,
                    "scatter",
                    points,
                    Palette.with(engines.colour(engine), Map.of("symbolSize", 9)))));
    double ridge = peak / bandwidth;
    double from = Math.min(least, ridge) / 2;
    double to = Math.max(most, ridge) * 2;
    series.add(
        new Series(
            "peak, measured on this machine",
            "line",
            List.of(
                new Point(from, from * bandwidth).pair(),
                new Point(ridge, peak).pair(),
                new Point(to, peak).pair()),
            Palette.with("ink", Map.of("symbol", "none"))));
    return Chart.of(
            "roofline",
            "Roofline: " + legend(kernels),
            Chart.logarithmic("operations per byte"),
            Chart.logarithmic("Gop/s"),
            series)
        .wide(HIGH);
  }

  private static String legend(List<String> kernels) {
    return IntStream.range(0, kernels.size())
        .mapToObj(
            i -> MARK_NAMES.get(i % MARK_NAMES.size()) + " are " + kernels.get(i).replace('-', ' '))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, Object> point(BenchmarkRow row, String mark) {
    Cost cost = row.benchmark().cost();
    double rate = cost.operations() / row.meanMicros() / 1e3;
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("value", new Point(cost.intensity(), rate).pair());
    point.put("symbol", mark);
    point.put("name", RowName.title(row.kernel()) + ", " + RowName.work(row));
    return point;
  }
}
