package anchorbench.report;

import anchorbench.experiment.LearningCurve;
import anchorbench.experiment.Trial;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.report.Chart.Point;
import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** Validation of the best network so far, over what it took: mean over the seeds. */
final class CurveCharts {
  private CurveCharts() {}

  /** Empty for records of before, and without validation on images. */
  static List<Chart> of(Arms arms) {
    double perEpoch = arms.outcome().stepsPerEpoch();
    List<Series> steps = series(arms, (curve, epoch) -> perEpoch * epoch);
    List<Series> seconds = series(arms, LearningCurve::secondsTo);
    if (steps.isEmpty()) {
      return List.of();
    }
    return List.of(
        chart("curve-steps", "Validation P@1 by steps", "steps", steps),
        chart("curve-seconds", "Validation P@1 by seconds of training", "seconds", seconds));
  }

  private static Chart chart(String id, String title, String x, List<Series> rows) {
    return Chart.of(id, title, Chart.logarithmic(x), Chart.numbers("%"), rows);
  }

  private static List<Series> series(Arms arms, ToDoubleBiFunction<LearningCurve, Double> spent) {
    List<Series> rows = new ArrayList<>();
    for (String arm : arms.names()) {
      List<Trial> trials =
          arms.usable(arm).stream().filter(trial -> !trial.epochs().elapsed().isEmpty()).toList();
      if (!trials.isEmpty() && judgedImages(arms)) {
        List<List<Double>> points = points(LearningCurve.of(trials), spent);
        rows.add(
            new Series(
                arm, "line", points, Palette.with(arms.colour(arm), Map.of("symbol", "none"))));
      }
    }
    return rows;
  }

  /** A held-out triplet's loss is no accuracy. */
  private static boolean judgedImages(Arms arms) {
    return arms.outcome().protocol().validation().validation() == JudgedBy.IMAGES;
  }

  private static List<List<Double>> points(
      List<LearningCurve> curves, ToDoubleBiFunction<LearningCurve, Double> spent) {
    double longest = curves.stream().mapToDouble(LearningCurve::lastEpoch).max().orElseThrow();
    List<List<Double>> points = new ArrayList<>();
    for (int epoch = 1; epoch <= longest; epoch++) {
      double at = epoch;
      double mean = curves.stream().mapToDouble(curve -> curve.at(at)).average().orElseThrow();
      double cost =
          curves.stream()
              .mapToDouble(curve -> spent.applyAsDouble(curve, at))
              .average()
              .orElseThrow();
      points.add(new Point(cost, 100 * mean).pair());
    }
    return points;
  }
}
