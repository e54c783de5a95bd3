package anchorbench.report;

import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.metric.PlaneMap;
import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The spaces of the first seed on planes: the same images, the same axes, one chart per arm. */
final class MapCharts {
  private static final int MARK = 5;
  private static final int HIGH = 400;

  private MapCharts() {}

  static List<Chart> of(Experiment.Outcome outcome, IntFunction<String> className) {
    Map<String, PlaneMap> maps = new LinkedHashMap<>();
    outcome.untrained().stream()
        .map(Experiment.Untrained::scores)
        .filter(MapCharts::isMapped)
        .findFirst()
        .ifPresent(scores -> maps.put("untrained", scores.map()));
    for (Trial trial : outcome.trials()) {
      if (trial.usable() && isMapped(trial.scores())) {
        maps.putIfAbsent("trained with " + trial.arm(), trial.scores().map());
      }
    }
    PlaneMap guide = null;
    for (Map.Entry<String, PlaneMap> entry : maps.entrySet()) {
      if (guide != null && guide.x().size() == entry.getValue().x().size()) {
        entry.setValue(entry.getValue().towards(guide));
      }
      guide = guide == null ? entry.getValue() : guide;
    }
    double reach =
        maps.values().stream()
            .flatMap(map -> Stream.concat(map.x().stream(), map.y().stream()))
            .flatMapToDouble(v -> DoubleStream.of(Math.abs(v)))
            .max()
            .orElse(1);
    List<Chart> charts = new ArrayList<>();
    maps.forEach(
        (name, map) -> charts.add(chart(charts.size(), name, map, Math.ceil(reach), className)));
    return charts;
  }

  private static boolean isMapped(Scores scores) {
    return scores.map() != null;
  }

  private static Chart chart(
      int number, String name, PlaneMap map, double reach, IntFunction<String> className) {
    Map<Integer, List<List<Double>>> byClass = new TreeMap<>();
    for (int i = 0; i < map.x().size(); i++) {
      byClass
          .computeIfAbsent(map.classes().get(i), c -> new ArrayList<>())
          .add(new Point(map.x().get(i), map.y().get(i)).pair());
    }
    List<Series> rows = new ArrayList<>();
    byClass.forEach(
        (c, points) ->
            rows.add(
                new Series(
                    className.apply(c),
                    "scatter",
                    points,
                    Palette.with(Palette.series(c), Map.of("symbolSize", MARK)))));
    Chart chart =
        Chart.of(
            "map-" + number,
            String.format(
                Locale.ROOT, "%s (%.0f %% of the variance)", capital(name), 100 * map.share()),
            axis(reach),
            axis(reach),
            rows);
    return chart.withHeight(HIGH);
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static Map<String, Object> axis(double reach) {
    Map<String, Object> axis = Chart.numbers("");
    axis.put("min", -reach);
    axis.put("max", reach);
    return axis;
  }
}
