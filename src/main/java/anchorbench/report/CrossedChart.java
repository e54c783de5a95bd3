package anchorbench.report;

import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The 2x2: every way of training on every kind of test. */
final class CrossedChart {
  /** Share of triplets that a coin gets right, in %. */
  private static final int CHANCE = 50;

  private static final int FEW_ARMS = 3;

  private CrossedChart() {}

  static Chart of(Arms arms) {
    Experiment.Outcome outcome = arms.outcome();
    List<String> kinds = List.of("random", outcome.protocol().meanTest().toString(), "centroid");
    List<Series> rows = new ArrayList<>();
    boolean few = arms.names().size() <= FEW_ARMS;
    for (String arm : arms.names()) {
      List<Scores> scores = arms.usable(arm).stream().map(Trial::scores).toList();
      if (!scores.isEmpty()) {
        rows.add(bars("trained with " + arm, kinds, scores, arms.colour(arm), few));
      }
    }
    List<Scores> untrained =
        outcome.untrained().stream().map(Experiment.Untrained::scores).toList();
    rows.add(bars("untrained", kinds, untrained, Palette.NEUTRAL, few));
    Map<String, Object> y = Chart.numbers("%");
    y.put("min", CHANCE);
    y.put("max", 100);
    return Chart.of(
        "crossed",
        "Triplet accuracy, from chance (50 %) up: each group is one test",
        Chart.names(kinds.stream().map(kind -> kind + " test anchors").toList()),
        y,
        rows);
  }

  private static Series bars(
      String name, List<String> kinds, List<Scores> scores, String colour, boolean labelled) {
    List<Object> bars = new ArrayList<>();
    for (String kind : kinds) {
      double mean =
          scores.stream().mapToDouble(s -> 100 * s.under(kind).accuracy()).average().orElse(0);
      Map<String, Object> bar = new LinkedHashMap<>();
      bar.put("value", mean);
      bar.put(
          "label",
          Map.of(
              "show",
              labelled,
              "position",
              "top",
              "fontSize",
              10,
              "formatter",
              String.format(Locale.ROOT, "%.1f", mean)));
      bars.add(bar);
    }
    return new Series(name, "bar", bars, Palette.with(colour, Map.of("barGap", "8%")));
  }
}
