package anchorbench.report;

import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.metric.Histogram;
import anchorbench.metric.Spread;
import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** An experiment's pictures. */
final class ExperimentCharts {
  /** Share of triplets that a coin gets right, in %. */
  private static final int CHANCE = 50;

  /** A band has its line's colour; ECharts would give every series one of its own. */
  private static final List<String> COLOURS =
      List.of("#5470c6", "#ee6666", "#91cc75", "#fac858", "#73c0de", "#9a60b4", "#ea7ccc");

  private ExperimentCharts() {}

  /**
   * @param className of a class's number
   */
  static List<Chart> of(Experiment.Outcome outcome, IntFunction<String> className) {
    List<Chart> charts = new ArrayList<>();
    charts.add(seeds(outcome));
    charts.add(crossed(outcome));
    charts.add(losses(outcome));
    for (String kind : List.of("random", outcome.protocol().meanTest().toString())) {
      charts.addAll(histograms(outcome, kind));
    }
    charts.addAll(MapCharts.of(outcome, className));
    Chart curve = curveOfN(outcome);
    if (curve != null) {
      charts.add(curve);
    }
    return charts;
  }

  private static List<Trial> usable(Experiment.Outcome outcome, String arm) {
    return outcome.ofArm(arm).stream().filter(Trial::usable).toList();
  }

  private static Chart seeds(Experiment.Outcome outcome) {
    List<Series> rows = new ArrayList<>();
    for (String arm : outcome.protocol().arms()) {
      List<List<Double>> dots = new ArrayList<>();
      for (Trial trial : usable(outcome, arm)) {
        dots.add(new Point(trial.seed(), 100 * trial.scores().nearestNeighbours()).pair());
      }
      rows.add(new Series(arm, "scatter", dots));
    }
    return Chart.byNumber(
        "seeds", "k-NN accuracy of every seed, on test images", "seed", "%", rows);
  }

  private static Chart crossed(Experiment.Outcome outcome) {
    List<String> kinds = List.of("random", outcome.protocol().meanTest().toString(), "centroid");
    List<Series> rows = new ArrayList<>();
    for (String arm : outcome.protocol().arms()) {
      List<Trial> trials = usable(outcome, arm);
      if (!trials.isEmpty()) {
        rows.add(
            new Series(
                "trained with " + arm,
                "bar",
                kinds.stream().map(kind -> mean(trials, kind)).toList()));
      }
    }
    rows.add(
        new Series(
            "untrained",
            "bar",
            kinds.stream()
                .map(
                    kind ->
                        outcome.untrained().stream()
                            .mapToDouble(each -> 100 * each.scores().under(kind).accuracy())
                            .average()
                            .orElse(0))
                .toList()));
    Chart chart =
        Chart.byName(
            "crossed",
            "Triplet accuracy from chance up: trained with (colour) by tested with",
            kinds.stream().map(kind -> kind + " test anchors").toList(),
            "%",
            rows);
    chart.option().put("yAxis", Map.of("type", "value", "name", "%", "min", CHANCE));
    return chart;
  }

  private static Double mean(List<Trial> trials, String kind) {
    return trials.stream()
        .mapToDouble(trial -> 100 * trial.scores().under(kind).accuracy())
        .average()
        .orElse(0);
  }

  /** The mean over seeds, and a band of a standard deviation to each side. */
  private static Chart losses(Experiment.Outcome outcome) {
    List<Series> rows = new ArrayList<>();
    int longest = 0;
    for (String arm : outcome.protocol().arms()) {
      List<Trial> trials = usable(outcome, arm);
      int epochs = trials.stream().mapToInt(trial -> trial.losses().size()).max().orElse(0);
      longest = Math.max(longest, epochs);
      List<Double> middle = new ArrayList<>();
      List<Double> low = new ArrayList<>();
      List<Double> height = new ArrayList<>();
      for (int epoch = 0; epoch < epochs; epoch++) {
        int at = epoch;
        Spread spread =
            Spread.of(
                trials.stream()
                    .filter(trial -> trial.losses().size() > at)
                    .mapToDouble(trial -> trial.losses().get(at))
                    .toArray());
        middle.add(spread.mean());
        low.add(spread.mean() - spread.sd());
        height.add(2 * spread.sd());
      }
      String colour = COLOURS.get(outcome.protocol().arms().indexOf(arm) % COLOURS.size());
      rows.add(new Series(arm, "line", middle, Map.of("itemStyle", Map.of("color", colour))));
      // Two invisible lines, one upon the other; what lies between them is the band.
      rows.add(band(arm, low, colour, 0));
      rows.add(band(arm, height, colour, 0.25));
    }
    return Chart.byName(
        "losses",
        "Training loss by epoch, each arm on its own anchors and margin; band: ± sd over seeds",
        IntStream.rangeClosed(1, longest).mapToObj(String::valueOf).toList(),
        "loss",
        rows);
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
            "lineStyle",
            Map.of("opacity", 0),
            "itemStyle",
            Map.of("color", colour),
            "areaStyle",
            Map.of("color", colour, "opacity", opacity)));
  }

  /** Of the first usable trial of each arm. */
  private static List<Chart> histograms(Experiment.Outcome outcome, String kind) {
    List<Chart> charts = new ArrayList<>();
    for (String arm : outcome.protocol().arms()) {
      List<Trial> trials = usable(outcome, arm);
      if (trials.isEmpty()) {
        continue;
      }
      Scores.Triplets triplets = trials.getFirst().scores().under(kind);
      if (triplets.histograms() == null) {
        continue;
      }
      List<String> names = List.of("A-P", "A-N", "P-N");
      List<Series> rows = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        rows.add(
            new Series(
                names.get(i),
                "line",
                curve(triplets.histograms().get(i)),
                Map.of("step", "middle", "symbol", "none")));
      }
      charts.add(
          Chart.byNumber(
              "distances-" + charts.size() + "-" + kind.replace(':', '-'),
              "Distances on the test: trained with %s, tested with %s anchors, seed %d"
                  .formatted(arm, kind, trials.getFirst().seed()),
              outcome.protocol().distance() + " distance",
              "triplets",
              rows));
    }
    return charts;
  }

  private static List<List<Double>> curve(Histogram histogram) {
    List<List<Double>> points = new ArrayList<>();
    for (int bin = 0; bin < histogram.counts().size(); bin++) {
      points.add(new Point((bin + 0.5) * histogram.binWidth(), histogram.counts().get(bin)).pair());
    }
    return points;
  }

  private static Chart curveOfN(Experiment.Outcome outcome) {
    List<String> means =
        outcome.protocol().arms().stream().filter(arm -> arm.matches("mean:[0-9]+")).toList();
    if (means.size() < 2) {
      return null;
    }
    List<List<Double>> points = new ArrayList<>();
    for (String arm : means) {
      for (Trial trial : usable(outcome, arm)) {
        points.add(
            new Point(
                    Math.log10(Integer.parseInt(arm.substring(5))),
                    100 * trial.scores().nearestNeighbours())
                .pair());
      }
    }
    return Chart.byNumber(
        "curve",
        "The curve of n: k-NN accuracy by images in the mean",
        "log10 of n",
        "%",
        List.of(new Series("mean anchors, every seed", "scatter", points)));
  }
}
