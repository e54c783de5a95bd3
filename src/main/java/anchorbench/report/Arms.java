package anchorbench.report;

import anchorbench.experiment.Experiment;
import anchorbench.experiment.Trial;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The arms of an experiment as charts want them. */
record Arms(Experiment.Outcome outcome) {
  List<String> names() {
    return outcome.protocol().arms();
  }

  /** Those of its trials that may enter a mean. */
  List<Trial> usable(String arm) {
    return outcome.ofArm(arm).stream().filter(Trial::usable).toList();
  }

  String colour(String arm) {
    return Palette.series(names().indexOf(arm));
  }

  static double mean(List<Trial> trials, ToDoubleFunction<Trial> of) {
    return trials.stream().mapToDouble(of).average().orElse(Double.NaN);
  }

  /** In percent. */
  static double accuracy(Trial trial) {
    return 100 * trial.scores().nearestNeighbours();
  }
}
