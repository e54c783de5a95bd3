package anchorbench.report;

import anchorbench.experiment.Experiment;
import anchorbench.experiment.ResponseSurface;
import anchorbench.experiment.Tuning;
import anchorbench.experiment.protocol.ArmChoice;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.output.TextTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was chosen before the trials, how clearly, and what the other settings would have shown. */
final class TuningText {
  private TuningText() {}

  static List<Section> sections(Experiment.Outcome outcome) {
    List<Section> sections = new ArrayList<>();
    if (!outcome.tunings().isEmpty()) {
      sections.add(choices(outcome));
      ResponseSurface.of(outcome.tunings()).forEach(surface -> sections.add(section(surface)));
    }
    if (!outcome.protocol().tuning().chosenElsewhere().isEmpty()) {
      sections.add(given(outcome.protocol()));
    }
    return sections;
  }

  private static Section given(Protocol protocol) {
    TextTable table = new TextTable("arm", "margin", "learning rate");
    for (ArmChoice given : protocol.tuning().chosenElsewhere()) {
      if (protocol.arms().contains(given.arm())) {
        table.row(
            given.arm(),
            String.valueOf(given.choice().margin()),
            rate(given.choice().learningRate()));
      }
    }
    return new Section("Chosen in another experiment", table);
  }

  private static Section choices(Experiment.Outcome outcome) {
    TextTable table =
        new TextTable(
            "arm", "margin", "learning rate", "validation P@1", "of", "worse on", "tied with");
    for (Tuning tuning : outcome.tunings()) {
      double best =
          tuning.lastRound().stream().mapToDouble(Tuning.Candidate::mean).max().orElse(Double.NaN);
      table.row(
          tuning.arm(),
          String.valueOf(tuning.choice().margin()),
          rate(tuning.choice().learningRate()),
          String.format(Locale.ROOT, "%.2f", 100 * best),
          tuning.candidates().stream().map(Tuning.Candidate::choice).distinct().count()
              + " choices",
          tuning.sides() + " of 4 sides",
          tuning.ties().isEmpty()
              ? "-"
              : tuning.ties().stream()
                  .map(tie -> tie.margin() + " " + rate(tie.learningRate()))
                  .collect(Collectors.joining(", ")));
    }
    return new Section(
        "Chosen on validation images, with the same budget for every arm",
        table,
        "Tied: the seeds' mean difference to the choice is at most its standard error.");
  }

  private static Section section(ResponseSurface surface) {
    List<String> head = new ArrayList<>(List.of("margin \\ learning rate"));
    surface.rates().forEach(rate -> head.add(rate(rate)));
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (float margin : surface.margins()) {
      List<String> row = new ArrayList<>(List.of(String.valueOf(margin)));
      for (double rate : surface.rates()) {
        row.add(cell(surface.at(margin, rate)));
      }
      table.row(row.toArray(String[]::new));
    }
    return new Section(title(surface), table, note(surface));
  }

  /** As people write it: 0.0003. */
  static String rate(double learningRate) {
    return BigDecimal.valueOf(learningRate).stripTrailingZeros().toPlainString();
  }

  /** How much of the surface says the same. */
  static String title(ResponseSurface surface) {
    return String.format(
        Locale.ROOT,
        "%s less %s at each setting, in points of validation P@1 within %s epoch%s: ahead at %s"
            + " of %s",
        surface.arm(),
        surface.baseline(),
        surface.epochs() == 0 ? "the same" : String.valueOf(surface.epochs()),
        surface.epochs() == 1 ? "" : "s",
        surface.ahead(),
        surface.cells().size());
  }

  private static String cell(ResponseSurface.Cell cell) {
    if (cell == null) {
      return "";
    }
    String broken =
        cell.brokenArm() + cell.brokenBaseline() == 0
            ? ""
            : " (" + cell.brokenArm() + ", " + cell.brokenBaseline() + ")";
    return String.format(Locale.ROOT, "%+.2f", 100 * cell.difference()) + broken;
  }

  private static String note(ResponseSurface surface) {
    return surface.cells().stream().allMatch(cell -> cell.brokenArm() + cell.brokenBaseline() == 0)
        ? ""
        : "In brackets: seeds that diverged or collapsed, of %s and of %s."
            .formatted(surface.arm(), surface.baseline());
  }
}
