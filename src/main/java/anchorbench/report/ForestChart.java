package anchorbench.report;

import anchorbench.matrix.Cell;
import anchorbench.matrix.Effect;
import anchorbench.matrix.Matrix;
import anchorbench.matrix.Question;
import anchorbench.matrix.Summary;
import anchorbench.report.Chart.Series;
import anchorbench.statistics.RandomEffects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every effect with its interval on a line of its own, set by set, and below them what whole sets
 * say together; one colour for each kind of arm.
 */
final class ForestChart {
  private static final int LINE_PIXELS = 17;
  private static final int FRAME = 100;

  /** Of two sets the interval of the mean is that of nearly nothing. */
  private static final int FEWEST_SETS = 3;

  private final Question question;
  private final ArmKinds kinds;
  private final List<String> names = new ArrayList<>();
  private final List<Object> headings = new ArrayList<>();
  private final Map<String, IntervalSeries> drawn = new LinkedHashMap<>();

  private ForestChart(Question question, Matrix matrix) {
    this.question = question;
    kinds = new ArmKinds(matrix);
  }

  /** Null where no cell has an answer. */
  static Chart of(Matrix matrix, Question question) {
    List<Cell> answered =
        matrix.cells().stream().filter(cell -> cell.effects().containsKey(question)).toList();
    if (answered.isEmpty()) {
      return null;
    }
    ForestChart chart = new ForestChart(question, matrix);
    answered.stream()
        .collect(Collectors.groupingBy(chart::heading, LinkedHashMap::new, Collectors.toList()))
        .forEach(chart::block);
    matrix.summaries().stream()
        .filter(each -> each.question() == question && each.effects().effects() >= FEWEST_SETS)
        .collect(Collectors.groupingBy(chart::heading, LinkedHashMap::new, Collectors.toList()))
        .forEach(chart::together);
    return chart.chart();
  }

  private String heading(Cell cell) {
    boolean ofUnseen = question == Question.FAR && cell.holdsClassesBack();
    return cell.name() + (ofUnseen ? ", MAP@R of these" : "") + kinds.against(cell.baseline());
  }

  private String heading(Summary summary) {
    return "Random effects over whole sets, "
        + summary.network()
        + kinds.against(summary.baseline());
  }

  private void heading(String name) {
    headings.add(Map.of("name", name, "value", List.of(names.size())));
    names.add("");
  }

  private void block(String heading, List<Cell> cells) {
    heading(heading);
    for (Cell cell : cells) {
      Effect effect = cell.effects().get(question);
      add(cell.arm(), kinds.of(cell), effect.mean(), effect.low(), effect.high());
    }
  }

  private void together(String heading, List<Summary> summaries) {
    heading(heading);
    for (Summary summary : summaries) {
      RandomEffects effects = summary.effects();
      String label = "%s (%s sets)".formatted(summary.arm(), effects.effects());
      add(
          label,
          summary.arm() + kinds.against(summary.baseline()),
          effects.mean(),
          effects.low(),
          effects.high());
    }
  }

  private void add(String label, String kind, double mean, double low, double high) {
    drawn
        .computeIfAbsent(
            kind,
            name -> new IntervalSeries(name, kinds.colour(name), question.isInPoints() ? 0 : 1, 0))
        .add(names.size(), shown(mean), shown(low), shown(high));
    names.add(label);
  }

  private double shown(double effect) {
    return question.isInPoints() ? 100 * effect : StrictMath.exp(effect);
  }

  private Chart chart() {
    Map<String, Object> y = Chart.names(names);
    y.put("inverse", true);
    y.put("axisLabel", Map.of("interval", 0));
    y.put("axisTick", Map.of("show", false));
    Map<String, Object> x =
        question.isInPoints()
            ? Chart.numbers("points; right of 0 is better")
            : Chart.logarithmic("ratio; left of 1 is better");
    List<Series> series = new ArrayList<>();
    drawn.values().forEach(kind -> series.addAll(kind.series()));
    series.add(
        Series.drawn(
            "images and network",
            "heading",
            headings,
            Map.of("color", "ink", "encode", Map.of("y", 0))));
    return Chart.of(
            "forest-" + question.name().toLowerCase(Locale.ROOT),
            "%s: each arm against %s anchors, with its 95 %% interval"
                .formatted(question.label(), kinds.baseline()),
            x,
            y,
            series)
        .wide(FRAME + names.size() * LINE_PIXELS)
        .withoutLegend();
  }
}
