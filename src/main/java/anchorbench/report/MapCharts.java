package anchorbench.report;

import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.metric.PlaneMap;
import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The spaces of the first seed on planes: the same images, the same axes, one chart per arm. */
final class MapCharts {
  private static final int MARK = 5;
  private static final int HIGH = 400;

  /** Names that a legend has room for, and twice as many as there are colours. */
  private static final int MOST_CLASSES = 20;

  private MapCharts() {}

  private static Map<String, PlaneMap> maps(Experiment.Outcome outcome) {
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
    return maps;
  }

  static List<Chart> of(Experiment.Outcome outcome, IntFunction<String> className) {
    Map<String, PlaneMap> maps = maps(outcome);
    PlaneMap guide = null;
    for (Map.Entry<String, PlaneMap> entry : maps.entrySet()) {
      if (guide != null && guide.x().size() == entry.getValue().x().size()) {
        entry.setValue(entry.getValue().towards(guide));
      }
      guide = guide == null ? entry.getValue() : guide;
    }
    List<Integer> shown = shown(maps.values());
    double reach =
        maps.values().stream()
            .flatMap(map -> Stream.concat(map.x().stream(), map.y().stream()))
            .flatMapToDouble(v -> DoubleStream.of(Math.abs(v)))
            .max()
            .orElse(1);
    List<Chart> charts = new ArrayList<>();
    maps.forEach(
        (name, map) ->
            charts.add(chart(charts.size(), name, map, Math.ceil(reach), shown, className)));
    return charts;
  }

  /** What is drawn of the classes that the maps have, in words; empty if they all are. */
  static String leftOut(Experiment.Outcome outcome) {
    long classes = maps(outcome).values().stream().mapToLong(MapCharts::classes).max().orElse(0);
    return classes <= MOST_CLASSES
        ? ""
        : String.format(Locale.ROOT, " %d of %,d classes are drawn.", MOST_CLASSES, classes);
  }

  private static long classes(PlaneMap map) {
    return map.classes().stream().distinct().count();
  }

  /** All classes, or as many as can be told apart, at even steps. */
  private static List<Integer> shown(Collection<PlaneMap> maps) {
    List<Integer> all =
        maps.stream().flatMap(map -> map.classes().stream()).distinct().sorted().toList();
    int count = Math.min(MOST_CLASSES, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
        .toList();
  }

  /** Colours come twice, with marks of two forms. */
  private static Map<String, Object> mark(int number) {
    Map<String, Object> settings = new LinkedHashMap<>(Map.of("symbolSize", MARK));
    if (number >= MOST_CLASSES / 2) {
      settings.put("symbol", "triangle");
    }
    return Palette.with(Palette.series(number), settings);
  }

  private static boolean isMapped(Scores scores) {
    return scores.map() != null;
  }

  private static Chart chart(
      int number,
      String name,
      PlaneMap map,
      double reach,
      List<Integer> shown,
      IntFunction<String> className) {
    Map<Integer, List<List<Double>>> byClass = new TreeMap<>();
    for (int i = 0; i < map.x().size(); i++) {
      byClass
          .computeIfAbsent(map.classes().get(i), c -> new ArrayList<>())
          .add(new Point(map.x().get(i), map.y().get(i)).pair());
    }
    List<Series> rows = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      int c = shown.get(i);
      if (byClass.containsKey(c)) {
        rows.add(new Series(className.apply(c), "scatter", byClass.get(c), mark(i)));
      }
    }
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
