package anchorbench.report;

import anchorbench.experiment.Trial;
import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The curve of n: accuracy over how many images are in the mean. */
final class MeanSizeChart {
  private static final String MEAN = "mean:";

  private MeanSizeChart() {}

  /** Null unless several means were trained with. */
  static Chart of(Arms arms) {
    List<String> means = arms.names().stream().filter(arm -> arm.matches("mean:[0-9]+")).toList();
    if (means.size() < 2) {
      return null;
    }
    List<List<Double>> seeds = new ArrayList<>();
    List<List<Double>> middle = new ArrayList<>();
    for (String arm : means) {
      double n = Integer.parseInt(arm.substring(MEAN.length()));
      List<Trial> trials = arms.usable(arm);
      trials.forEach(trial -> seeds.add(new Point(n, Arms.accuracy(trial)).pair()));
      if (!trials.isEmpty()) {
        middle.add(new Point(n, Arms.mean(trials, Arms::accuracy)).pair());
      }
    }
    String baseline = arms.names().getFirst();
    double level = Arms.mean(arms.usable(baseline), Arms::accuracy);
    List<Series> rows = new ArrayList<>();
    String colour = Palette.series(1);
    rows.add(
        new Series(
            "one seed",
            "scatter",
            seeds,
            Palette.with(
                colour,
                Map.of("symbolSize", 6, "itemStyle", Map.of("color", colour, "opacity", 0.45)))));
    rows.add(
        new Series(
            "mean of the seeds", "line", middle, Palette.with(colour, Map.of("symbolSize", 8))));
    if (!means.contains(baseline) && !Double.isNaN(level)) {
      List<List<Double>> line =
          List.of(
              new Point(middle.getFirst().getFirst(), level).pair(),
              new Point(middle.getLast().getFirst(), level).pair());
      rows.add(
          new Series(
              baseline + " anchors",
              "line",
              line,
              Palette.with(
                  Palette.series(0),
                  Map.of("symbol", "none", "lineStyle", Map.of("type", "dashed", "width", 2)))));
    }
    return Chart.of(
        "curve",
        "k-NN accuracy by the number of images in the mean",
        Chart.logarithmic("images in the mean"),
        Chart.numbers("%"),
        rows);
  }
}
