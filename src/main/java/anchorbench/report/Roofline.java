package anchorbench.report;

import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The roofline (Williams, Waterman and Patterson 2009): operations a second over operations a byte.
 * The roofs are this run's own ceilings: the slope is the fastest reading or copying, the flat part
 * the fastest matrix products.
 */
final class Roofline {
  private static final int HIGH = 380;

  private Roofline() {}

  /** Marks of the kernels, after the order of their intensity. */
  private static final Map<String, String> MARKS =
      Map.of("class-means", "triangle", "triplet-assembly", "rect", "training-step", "circle");

  /** Null where no ceiling was timed. */
  static Chart of(List<BenchmarkRow> rows, int trainImages) {
    double bandwidth = 0;
    double peak = 0;
    Map<String, List<Object>> byEngine = new LinkedHashMap<>();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (BenchmarkRow row : rows) {
      LeastWork work = LeastWork.of(row, trainImages);
      if (work == null) {
        continue;
      }
      if (row.measuresMachine()) {
        // A step's ceiling does its products; the others move its bytes.
        if (RowName.kernel(row).equals("training-step")) {
          peak = Math.max(peak, work.rate(row));
        } else {
          bandwidth = Math.max(bandwidth, work.bytes() / row.meanMicros() / 1e3);
        }
      } else {
        least = Math.min(least, work.intensity());
        most = Math.max(most, work.intensity());
        byEngine.computeIfAbsent(row.engine(), e -> new ArrayList<>()).add(point(row, work));
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
                    Palette.with(Palette.engine(engine), Map.of("symbolSize", 9)))));
    double ridge = peak / bandwidth;
    double from = Math.min(least, ridge) / 2;
    double to = Math.max(most, ridge) * 2;
    series.add(
        new Series(
            "the machine at best",
            "line",
            List.of(
                new Point(from, from * bandwidth).pair(),
                new Point(ridge, peak).pair(),
                new Point(to, peak).pair()),
            Palette.with("ink", Map.of("symbol", "none"))));
    return Chart.of(
            "roofline",
            "Roofline: triangles are class means, squares assembly, dots steps",
            Chart.logarithmic("operations a byte"),
            Chart.logarithmic("Gop/s"),
            series)
        .wide(HIGH);
  }

  private static Map<String, Object> point(BenchmarkRow row, LeastWork work) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("value", new Point(work.intensity(), work.rate(row)).pair());
    point.put("symbol", MARKS.get(row.kernel()));
    point.put("name", RowName.title(row.kernel()) + ", " + RowName.work(row));
    return point;
  }
}
