package anchorbench.report;

import anchorbench.experiment.Comparison;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Differences from the first arm with their intervals, measure by measure (a forest plot). */
final class DifferenceChart {
  private static final int BESIDE = 9;
  private static final int BETWEEN = 18;
  private static final int FRAME = 90;

  private DifferenceChart() {}

  /** Null without a comparison. */
  static Chart of(Arms arms) {
    String first = arms.names().getFirst();
    List<Comparison> comparisons =
        arms.outcome().comparisons().stream()
            .filter(each -> !each.rows().isEmpty() && each.baseline().equals(first))
            .toList();
    if (comparisons.isEmpty()) {
      return null;
    }
    List<String> measures =
        comparisons.getFirst().rows().stream()
            .filter(DifferenceChart::isShared)
            .map(Comparison.Row::measure)
            .toList();
    List<Series> rows = new ArrayList<>();
    for (int c = 0; c < comparisons.size(); c++) {
      // Arms of one measure lie below each other around its line.
      double offset = BESIDE * (c - (comparisons.size() - 1) / 2.0);
      rows.addAll(series(arms, comparisons.get(c), measures, offset));
    }
    Map<String, Object> y = Chart.names(measures);
    y.put("inverse", true);
    y.put("axisLabel", Map.of("interval", 0));
    Chart chart =
        Chart.of(
            "differences",
            "Difference from %s anchors in points, with its 95 %% interval; right of 0 is better"
                .formatted(first),
            Chart.numbers("points"),
            y,
            rows);
    return chart.wide(FRAME + measures.size() * (BETWEEN + BESIDE * comparisons.size()));
  }

  /** Accuracies and the like, on a test that both took: in points, more is better. */
  private static boolean isShared(Comparison.Row row) {
    return row.shared() && row.better() > 0;
  }

  private static List<Series> series(
      Arms arms, Comparison comparison, List<String> measures, double offset) {
    IntervalSeries series =
        new IntervalSeries(comparison.arm(), arms.colour(comparison.arm()), 0, offset);
    for (Comparison.Row row : comparison.rows()) {
      int at = measures.indexOf(row.measure());
      if (isShared(row) && at >= 0) {
        series.add(
            at,
            100 * row.difference().mean(),
            100 * row.difference().low(),
            100 * row.difference().high());
      }
    }
    return series.series();
  }
}
