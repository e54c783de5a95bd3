package anchorbench.report;

import anchorbench.experiment.Comparison;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.GradientNoise;
import anchorbench.experiment.Soon;
import anchorbench.experiment.Trial;
import anchorbench.output.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** How arms get where they end: validation along the way, and how their gradients differ. */
final class LearningText {
  private LearningText() {}

  static List<Section> sections(Experiment.Outcome outcome) {
    List<Section> sections = new ArrayList<>();
    for (Comparison comparison : outcome.comparisons()) {
      if (comparison.soon() != null) {
        sections.add(
            budgets(comparison, "steps", "%,.0f", comparison.soon().steps(), perTriplet(outcome)));
        sections.add(
            budgets(comparison, "seconds of training", "%.1f", comparison.soon().time(), 1));
      }
    }
    if (outcome.trials().stream().anyMatch(trial -> !trial.epochs().gradients().isEmpty())) {
      sections.add(gradients(outcome));
    }
    return sections;
  }

  /** Steps, by triplets that are sampled. */
  private static double perTriplet(Experiment.Outcome outcome) {
    return (double) outcome.stepsPerEpoch() / outcome.tripletsPerEpoch();
  }

  /**
   * @param scale from what was spent to {@code what}
   */
  private static Section budgets(
      Comparison comparison, String what, String format, List<Soon.Budget> budgets, double scale) {
    TextTable table =
        new TextTable(what, comparison.baseline(), comparison.arm(), "difference", "95 % interval");
    for (Soon.Budget budget : budgets) {
      table.row(
          String.format(Locale.ROOT, format, scale * budget.spent()),
          percent("%.2f", budget.baseline()),
          percent("%.2f", budget.arm()),
          percent("%+.2f", budget.arm() - budget.baseline()),
          Double.isNaN(budget.low())
              ? "-"
              : percent("%+.2f", budget.low()) + " to " + percent("%+.2f", budget.high()));
    }
    return new Section(
        "%s against %s anchors at equal %s: validation P@1 of the best network so far, in %%"
            .formatted(comparison.arm(), comparison.baseline(), what),
        table);
  }

  private static String percent(String format, double share) {
    return String.format(Locale.ROOT, format, 100 * share);
  }

  private static Section gradients(Experiment.Outcome outcome) {
    SortedSet<Integer> epochs = new TreeSet<>();
    for (Trial trial : outcome.trials()) {
      trial.epochs().gradients().forEach(each -> epochs.add(each.epochs()));
    }
    List<String> head = new ArrayList<>(List.of("after epoch"));
    epochs.forEach(epoch -> head.add(String.valueOf(epoch)));
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (String arm : outcome.protocol().arms()) {
      List<Trial> trials =
          outcome.ofArm(arm).stream()
              .filter(trial -> !trial.epochs().gradients().isEmpty())
              .toList();
      if (!trials.isEmpty()) {
        List<String> noise = new ArrayList<>(List.of(arm + ": noise"));
        List<String> relative = new ArrayList<>(List.of(arm + ": noise by signal"));
        for (int epoch : epochs) {
          noise.add(mean(trials, epoch, false));
          relative.add(mean(trials, epoch, true));
        }
        table.row(noise.toArray(String[]::new));
        table.row(relative.toArray(String[]::new));
      }
    }
    return new Section(
        "How much the gradient of a batch differs from batch to batch",
        table,
        "Noise: trace of the covariance of a batch's gradient, mean over the seeds. By signal: the"
            + " root of that, divided by the length of the mean gradient; each arm has its own"
            + " margin and network.");
  }

  /**
   * @param bySignal of sums over the seeds, since one seed's signal may come out as nothing
   */
  private static String mean(List<Trial> trials, int epoch, boolean bySignal) {
    double noise = 0;
    double signal = 0;
    int count = 0;
    for (Trial trial : trials) {
      for (GradientNoise each : trial.epochs().gradients()) {
        if (each.epochs() == epoch) {
          noise += each.noise();
          signal += each.signal();
          count++;
        }
      }
    }
    if (count == 0) {
      return "";
    }
    if (!bySignal) {
      return String.format(Locale.ROOT, "%.3g", noise / count);
    }
    return signal > 0 ? String.format(Locale.ROOT, "%.2f", Math.sqrt(noise / signal)) : "no signal";
  }
}
