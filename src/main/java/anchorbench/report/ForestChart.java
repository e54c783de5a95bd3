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
    String baseline = matrix.cells().getFirst().baseline();
    List<String> kinds = answered.stream().map(cell -> kind(cell, baseline)).distinct().toList();
    List<Series> rows = new ArrayList<>();
    for (int k = 0; k < kinds.size(); k++) {
      String kind = kinds.get(k);
      rows.addAll(
          series(
              question,
              kind,
              Palette.series(k + 1),
              answered.stream().filter(cell -> kind(cell, baseline).equals(kind)).toList(),
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
            "%s: each arm against %s anchors, with its 95 %% interval"
                .formatted(question.label(), baseline),
            x,
            y,
            rows)
        .wide(FRAME + names.size() * (ROW_PIXELS * kinds.size() + ROW_PIXELS))
        .withLegend(kinds);
  }

  /** With its baseline, where that is not the one of the title. */
  private static String kind(Cell cell, String baseline) {
    return cell.kind() + (cell.baseline().equals(baseline) ? "" : " against " + cell.baseline());
  }

  private static List<Series> series(
      Question question,
      String name,
      String colour,
      List<Cell> cells,
      List<String> rows,
      double offset) {
    IntervalSeries series = new IntervalSeries(name, colour, question.isInPoints() ? 0 : 1, offset);
    for (Cell cell : cells) {
      Effect effect = cell.effects().get(question);
      series.add(
          rows.indexOf(cell.name()),
          value(question, effect.mean()),
          value(question, effect.low()),
          value(question, effect.high()));
    }
    return series.series();
  }

  private static double value(Question question, double effect) {
    return question.isInPoints() ? 100 * effect : StrictMath.exp(effect);
  }
}
