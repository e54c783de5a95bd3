package anchorbench.report;

import anchorbench.experiment.Experiment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** An experiment's pictures, in the order of the questions that they answer. */
final class ExperimentCharts {
  private ExperimentCharts() {}

  /**
   * @param className of a class's number
   */
  static List<Figures> of(Experiment.Outcome outcome, IntFunction<String> className) {
    Arms arms = new Arms(outcome);
    Chart curve = MeanSizeChart.of(arms);
    Chart losses = LossChart.of(arms);
    List<Figures> figures = new ArrayList<>();
    figures.add(
        new Figures(
            "Effect size",
            "Both ways of training start from the same seeds and see the same positives and"
                + " negatives; what differs is the anchor.",
            Stream.of(
                    SeedChart.of(arms),
                    CrossedChart.of(arms),
                    DifferenceChart.of(arms),
                    curve,
                    curve == null ? losses.wide(losses.pixels()) : losses)
                .filter(Objects::nonNull)
                .toList()));
    figures.add(
        new Figures(
            "How soon",
            "A point is the mean over the seeds of the best network so far. Seconds are those of"
                + " the thread that trains, where one does.",
            CurveCharts.of(arms)));
    figures.add(
        new Figures(
            "At other settings",
            "Each cell is a margin and a learning rate that both arms were trained with before"
                + " the trials; a difference that is one of the arms has one colour everywhere.",
            SurfaceCharts.of(arms)));
    figures.add(
        new Figures(
            "Distances between embeddings",
            "An anchor's positives (A-P) should lie nearer than its negatives (A-N). Going from"
                + " random to mean test anchors changes the test: compare networks on one test.",
            DistanceCharts.of(arms)));
    figures.add(
        new Figures(
            "Embeddings on a plane",
            "The same test images on each network's plane of most variance, one scale for all."
                + MapCharts.leftOut(outcome),
            MapCharts.of(outcome, className),
            true));
    figures.removeIf(each -> each.charts().isEmpty());
    return figures;
  }
}
