package anchorbench.report;

import anchorbench.matrix.Cell;
import anchorbench.matrix.Effect;
import anchorbench.matrix.Matrix;
import anchorbench.matrix.Question;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every cell's effect with its interval, set by set; one colour for each kind of arm. */
final class ForestChart {
  private static final int ROW_PIXELS = 17;
  private static final int FRAME = 130;

  private ForestChart() {}

  /** Null where no cell has an answer. */
  static Chart of(Matrix matrix, Question question) {
    List<Cell> answered =
        matrix.cells().stream().filter(cell -> cell.effects().containsKey(question)).toList();
    if (answered.isEmpty()) {
      return null;
    }
    List<String> names = answered.stream().map(Cell::name).distinct().toList();
    List<String> kinds = answered.stream().map(Cell::kind).distinct().toList();
    List<Series> rows = new ArrayList<>();
    for (int k = 0; k < kinds.size(); k++) {
      String kind = kinds.get(k);
      rows.addAll(
          series(
              question,
              kind,
              Palette.series(k + 1),
              answered.stream().filter(cell -> cell.kind().equals(kind)).toList(),
              names,
              ROW_PIXELS * (k - (kinds.size() - 1) / 2.0)));
    }
    Map<String, Object> y = Chart.names(names);
    y.put("inverse", true);
    y.put("axisLabel", Map.of("interval", 0));
    Map<String, Object> x =
        question.isInPoints()
            ? Chart.numbers("points; right of 0 is better")
            : Chart.logarithmic("ratio; left of 1 is better");
    return Chart.of(
            "forest-" + question.name().toLowerCase(Locale.ROOT),
            question.label() + ": each arm against its baseline, with its 95 % interval",
            x,
            y,
            rows)
        .wide(FRAME + names.size() * (ROW_PIXELS * kinds.size() + ROW_PIXELS))
        .withLegend(kinds);
  }

  private static List<Series> series(
      Question question,
      String kind,
      String colour,
      List<Cell> cells,
      List<String> names,
      double offset) {
    List<Object> dots = new ArrayList<>();
    List<Object> intervals = new ArrayList<>();
    for (Cell cell : cells) {
      Effect effect = cell.effects().get(question);
      int at = names.indexOf(cell.name());
      dots.add(List.of(value(question, effect.mean()), at));
      intervals.add(
          List.of(value(question, effect.low()), value(question, effect.high()), at, offset));
    }
    Map<String, Object> none =
        Map.of(
            "symbol",
            "none",
            "silent",
            true,
            "label",
            Map.of("show", false),
            "lineStyle",
            Map.of("color", "ink", "type", "solid", "width", 1),
            "data",
            List.of(Map.of("xAxis", question.isInPoints() ? 0 : 1)));
    return List.of(
        new Series(
            kind,
            "scatter",
            dots,
            Palette.with(
                colour,
                Map.of("symbolSize", 9, "symbolOffset", List.of(0, offset), "markLine", none))),
        Series.drawn(
            kind,
            "whisker",
            intervals,
            Palette.with(colour, Map.of("encode", Map.of("x", List.of(0, 1), "y", 2)))));
  }

  private static double value(Question question, double effect) {
    return question.isInPoints() ? 100 * effect : StrictMath.exp(effect);
  }
}
