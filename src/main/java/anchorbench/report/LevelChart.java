package anchorbench.report;

import anchorbench.matrix.Cell;
import anchorbench.matrix.Effect;
import anchorbench.matrix.Matrix;
import anchorbench.matrix.Question;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every difference from the baseline beside what the baseline itself reaches: whether an arm helps
 * where the baseline gets far, or where it does not.
 */
final class LevelChart {
  private static final int PIXELS = 460;

  /** Between arms of one experiment, which have one baseline. */
  private static final int BESIDE = 5;

  private LevelChart() {}

  /** Null where fewer than two cells have an answer, or where the question is not one of points. */
  static Chart of(Matrix matrix, Question question) {
    if (!question.isInPoints()) {
      return null;
    }
    ArmKinds kinds = new ArmKinds(matrix);
    List<Cell> cells =
        matrix.cells().stream().filter(cell -> isShown(cell, question, kinds)).toList();
    if (cells.size() < 2) {
      return null;
    }
    List<String> shown = cells.stream().map(kinds::of).distinct().toList();
    Map<String, IntervalSeries> series = new LinkedHashMap<>();
    for (String kind : shown) {
      double offset = BESIDE * (series.size() - (shown.size() - 1) / 2.0);
      series.put(kind, new IntervalSeries(kind, kinds.colour(kind), 0, offset));
    }
    for (Cell cell : cells) {
      Effect effect = cell.effects().get(question);
      series
          .get(kinds.of(cell))
          .add(
              cell.name(),
              100 * effect.baseline(),
              100 * effect.mean(),
              100 * effect.low(),
              100 * effect.high());
    }
    List<Series> rows = new ArrayList<>();
    series.values().forEach(each -> rows.addAll(each.series()));
    Map<String, Object> y =
        Chart.numbers(
            "%s anchors, %% (arms of one experiment a little apart)".formatted(kinds.baseline()));
    // Room for arms that lie below the lowest baseline.
    y.put("boundaryGap", List.of("4%", "0%"));
    return Chart.of(
            "level-" + question.name().toLowerCase(Locale.ROOT),
            "%s: each arm against %s anchors, by how far these get"
                .formatted(question.label(), kinds.baseline()),
            Chart.numbers("points; right of 0 is better"),
            y,
            rows)
        .wide(PIXELS);
  }

  /** Of unseen classes the headline is another measure. */
  private static boolean isShown(Cell cell, Question question, ArmKinds kinds) {
    return cell.effects().containsKey(question)
        && cell.baseline().equals(kinds.baseline())
        && !(question == Question.FAR && cell.holdsClassesBack());
  }
}
