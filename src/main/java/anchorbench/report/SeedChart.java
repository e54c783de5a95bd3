package anchorbench.report;

import anchorbench.experiment.Trial;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every seed as a dot in each arm, joined by a line: what is paired is seen to be. */
final class SeedChart {
  private SeedChart() {}

  static Chart of(Arms arms) {
    Map<Long, Map<String, Double>> seeds = new TreeMap<>();
    for (String arm : arms.names()) {
      for (Trial trial : arms.usable(arm)) {
        seeds
            .computeIfAbsent(trial.seed(), s -> new LinkedHashMap<>())
            .put(arm, Arms.accuracy(trial));
      }
    }
    List<Series> rows = new ArrayList<>();
    seeds.forEach((seed, byArm) -> rows.add(seed(arms, seed, byArm)));
    List<Object> means = new ArrayList<>();
    for (String arm : arms.names()) {
      double mean = Arms.mean(arms.usable(arm), Arms::accuracy);
      means.add(Double.isNaN(mean) ? "-" : mean);
    }
    rows.add(
        new Series(
            "mean",
            "line",
            means,
            Palette.with(
                "ink",
                Map.of("symbol", "diamond", "symbolSize", 12, "lineStyle", Map.of("width", 3)))));
    return Chart.of(
            "seeds",
            "k-NN accuracy: one line per seed, the mean in bold",
            Chart.names(arms.names()),
            Chart.numbers("%"),
            rows)
        .withoutLegend();
  }

  private static Series seed(Arms arms, long seed, Map<String, Double> byArm) {
    List<Object> dots = new ArrayList<>();
    for (String arm : arms.names()) {
      Map<String, Object> dot = new LinkedHashMap<>();
      dot.put("value", byArm.containsKey(arm) ? byArm.get(arm) : "-");
      dot.put("itemStyle", Map.of("color", arms.colour(arm)));
      dots.add(dot);
    }
    return new Series(
        "seed " + seed,
        "line",
        dots,
        Map.of(
            "symbol",
            "circle",
            "symbolSize",
            8,
            "lineStyle",
            Map.of("color", Palette.NEUTRAL, "width", 1, "opacity", 0.6)));
  }
}
