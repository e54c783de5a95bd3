package anchorbench.report;

import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.metric.Histogram;
import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Histograms of the distances within test triplets, of the first usable trial of each arm: a chart
 * for each arm and kind of test, axes shared.
 */
final class DistanceCharts {
  private static final List<String> NAMES = List.of("A-P", "A-N", "P-N");
  private static final List<String> COLOURS = List.of("#1f9d74", "#d8523f", Palette.NEUTRAL);

  private DistanceCharts() {}

  /** One chart's contents. */
  private record Found(String arm, long seed, String kind, List<Histogram> histograms) {
    /** Where the last triplets lie; the bin above everything is no place. */
    double reach() {
      double reach = 0;
      for (Histogram histogram : histograms) {
        for (int bin = 0; bin < histogram.counts().size() - 1; bin++) {
          if (histogram.counts().get(bin) > 0) {
            reach = Math.max(reach, (bin + 1) * histogram.binWidth());
          }
        }
      }
      return reach;
    }

    int most() {
      return histograms.stream()
          .flatMap(histogram -> histogram.counts().stream())
          .mapToInt(c -> c)
          .max()
          .orElse(0);
    }
  }

  static List<Chart> of(Arms arms) {
    List<Found> found = new ArrayList<>();
    for (String kind : List.of("random", arms.outcome().protocol().meanTest().toString())) {
      for (String arm : arms.names()) {
        List<Trial> trials = arms.usable(arm);
        Scores.Triplets test = trials.isEmpty() ? null : trials.getFirst().scores().under(kind);
        if (test != null && test.histograms() != null) {
          found.add(new Found(arm, trials.getFirst().seed(), kind, test.histograms()));
        }
      }
    }
    double reach = found.stream().mapToDouble(Found::reach).max().orElse(0);
    int most = found.stream().mapToInt(Found::most).max().orElse(0);
    List<Chart> charts = new ArrayList<>();
    String unit = arms.outcome().protocol().training().distance() + " distance";
    found.forEach(each -> charts.add(chart(charts.size(), each, unit, reach, most)));
    return charts;
  }

  private static Chart chart(int number, Found found, String unit, double reach, int most) {
    List<Series> rows = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      boolean filled = i < NAMES.size() - 1;
      rows.add(
          new Series(
              NAMES.get(i),
              "line",
              curve(found.histograms().get(i)),
              Palette.with(
                  COLOURS.get(i),
                  Map.of(
                      "step",
                      "middle",
                      "symbol",
                      "none",
                      "lineStyle",
                      Map.of("width", filled ? 2 : 1, "type", filled ? "solid" : "dashed"),
                      "areaStyle",
                      Map.of("opacity", filled ? 0.15 : 0)))));
    }
    Map<String, Object> x = Chart.numbers(unit);
    x.put("min", 0);
    x.put("max", Math.ceil(reach));
    Map<String, Object> y = Chart.numbers("triplets");
    y.put("min", 0);
    y.put("max", Math.ceil(most / 1e3) * 1e3);
    return Chart.of(
        "distances-" + number,
        String.format(
            Locale.ROOT,
            "Trained with %s, tested with %s anchors (seed %d)",
            found.arm(),
            found.kind(),
            found.seed()),
        x,
        y,
        rows);
  }

  private static List<List<Double>> curve(Histogram histogram) {
    List<List<Double>> points = new ArrayList<>();
    for (int bin = 0; bin < histogram.counts().size(); bin++) {
      points.add(new Point((bin + 0.5) * histogram.binWidth(), histogram.counts().get(bin)).pair());
    }
    return points;
  }
}
