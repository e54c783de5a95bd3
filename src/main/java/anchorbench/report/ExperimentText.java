package anchorbench.report;

import anchorbench.experiment.Comparison;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Protocol;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.output.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An experiment's tables and verdicts for the terminal. */
public final class ExperimentText {
  private ExperimentText() {}

  /** The table of trained-with by tested-with, the differences, the verdicts. */
  public static String of(Experiment.Outcome outcome) {
    StringBuilder text = new StringBuilder();
    text.append(spaces(outcome)).append('\n');
    for (Comparison comparison : outcome.comparisons()) {
      text.append(differences(comparison)).append('\n').append(comparison.verdict()).append('\n');
    }
    return text.toString();
  }

  private static String spaces(Experiment.Outcome outcome) {
    Protocol protocol = outcome.protocol();
    List<String> head = new ArrayList<>(List.of("trained with"));
    protocol.arms().forEach(anchors -> head.add("triplets, " + anchors + " anchors"));
    head.add("nearest mean");
    head.add(protocol.neighbours() + "-NN");
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (String arm : protocol.arms()) {
      List<Scores> scores =
          outcome.trials().stream()
              .filter(trial -> trial.arm().equals(arm) && trial.health().usable())
              .map(Trial::scores)
              .toList();
      table.row(row(arm + " anchors", protocol, scores));
    }
    List<Scores> untrained =
        outcome.trials().stream()
            .filter(trial -> trial.arm().equals(protocol.arms().getFirst()))
            .map(Trial::untrained)
            .toList();
    table.row(row("(untrained network)", protocol, untrained));
    table.row(row("(raw pixels)", protocol, List.of(outcome.pixels())));
    return "Accuracy on test images in %, mean and standard deviation over "
        + protocol.seeds()
        + " seed(s); the anchors of the test are the columns'\n"
        + table;
  }

  private static String[] row(String name, Protocol protocol, List<Scores> scores) {
    List<String> cells = new ArrayList<>(List.of(name));
    for (String anchors : protocol.arms()) {
      cells.add(percent(scores.stream().map(s -> s.under(anchors).accuracy()).toList()));
    }
    cells.add(percent(scores.stream().map(Scores::nearestMean).toList()));
    cells.add(percent(scores.stream().map(Scores::nearestNeighbours).toList()));
    return cells.toArray(String[]::new);
  }

  private static String percent(List<Double> shares) {
    if (shares.isEmpty()) {
      return "-";
    }
    double mean = shares.stream().mapToDouble(d -> d).average().orElseThrow();
    double squares = shares.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
    String text = String.format(Locale.ROOT, "%.2f", 100 * mean);
    return shares.size() < 2
        ? text
        : text
            + String.format(Locale.ROOT, " ±%.2f", 100 * Math.sqrt(squares / (shares.size() - 1)));
  }

  private static String differences(Comparison comparison) {
    TextTable table =
        new TextTable(
            "measure", comparison.baseline(), comparison.arm(), "difference", "95 % interval");
    for (Comparison.Measure measure : comparison.measures()) {
      table.row(
          measure.name() + (measure.shared() ? "" : " *"),
          number("%.4f", measure.baseline()),
          number("%.4f", measure.arm()),
          number("%+.4f", measure.difference().mean()),
          number("%+.4f", measure.difference().low())
              + " to "
              + number("%+.4f", measure.difference().high()));
    }
    return table + "* two different tests: partly mechanical, no comparison of models\n";
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
