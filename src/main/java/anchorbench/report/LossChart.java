package anchorbench.report;

import anchorbench.experiment.Trial;
import anchorbench.metric.Spread;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The mean over seeds, and a band of a standard deviation to each side. */
final class LossChart {
  private LossChart() {}

  static Chart of(Arms arms) {
    List<Series> rows = new ArrayList<>();
    int longest = 0;
    for (String arm : arms.names()) {
      List<Trial> trials = arms.usable(arm);
      int epochs =
          trials.stream().mapToInt(trial -> trial.epochs().losses().size()).max().orElse(0);
      longest = Math.max(longest, epochs);
      List<Double> middle = new ArrayList<>();
      List<Double> low = new ArrayList<>();
      List<Double> height = new ArrayList<>();
      for (int epoch = 0; epoch < epochs; epoch++) {
        Spread spread = Spread.of(losses(trials, epoch));
        middle.add(spread.mean());
        low.add(spread.mean() - spread.sd());
        height.add(2 * spread.sd());
      }
      String colour = arms.colour(arm);
      rows.add(
          new Series(
              arm,
              "line",
              middle,
              Palette.with(colour, Map.of("symbol", "circle", "symbolSize", 5))));
      // Two invisible lines, one upon the other; what lies between them is the band.
      rows.add(band(arm, low, colour, 0));
      rows.add(band(arm, height, colour, 0.2));
    }
    Map<String, Object> x =
        Chart.names(IntStream.rangeClosed(1, longest).mapToObj(String::valueOf).toList());
    x.put("name", "epoch");
    x.put("nameLocation", "middle");
    Chart chart =
        Chart.of(
            "losses",
            "Training loss, each arm on its own anchors and margin; band: ± sd over seeds",
            x,
            Chart.numbers("loss"),
            rows);
    return chart.withLegend(arms.names());
  }

  private static double[] losses(List<Trial> trials, int epoch) {
    return trials.stream()
        .filter(trial -> trial.epochs().losses().size() > epoch)
        .mapToDouble(trial -> trial.epochs().losses().get(epoch))
        .toArray();
  }

  private static Series band(String arm, List<Double> edge, String colour, double opacity) {
    return new Series(
        arm + " ± sd",
        "line",
        edge,
        Map.of(
            "stack",
            arm,
            "symbol",
            "none",
            "silent",
            true,
            "color",
            colour,
            "lineStyle",
            Map.of("opacity", 0),
            "areaStyle",
            Map.of("color", colour, "opacity", opacity)));
  }
}
