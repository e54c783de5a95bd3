package anchorbench.report;

import anchorbench.matrix.Cell;
import anchorbench.matrix.Effect;
import anchorbench.matrix.Matrix;
import anchorbench.matrix.Question;
import anchorbench.matrix.Summary;
import anchorbench.output.TextTable;
import anchorbench.statistics.RandomEffects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A matrix in tables, for the terminal and for Markdown. */
public final class MatrixText {
  private MatrixText() {}

  public static String of(Matrix matrix) {
    StringBuilder text = new StringBuilder();
    sections(matrix).forEach(section -> text.append(section).append('\n'));
    return text.toString();
  }

  static List<Section> sections(Matrix matrix) {
    List<Section> sections = new ArrayList<>();
    sections.add(cells(matrix));
    if (!matrix.summaries().isEmpty()) {
      sections.add(summaries(matrix));
    }
    return sections;
  }

  private static Section cells(Matrix matrix) {
    List<String> head = new ArrayList<>(List.of("images and network", "arm", "against", "pairs"));
    for (Question question : Question.values()) {
      if (question.isInPoints()) {
        head.add("%s of the baseline, %%".formatted(question.measure()));
      }
      head.add(question.label());
    }
    head.add("broken");
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (Cell cell : matrix.cells()) {
      List<String> row = new ArrayList<>(List.of(cell.name(), cell.arm(), cell.baseline()));
      row.add(cell.finished() ? String.valueOf(cell.pairs()) : "");
      for (Question question : Question.values()) {
        if (question.isInPoints()) {
          row.add(baseline(cell, question));
        }
        row.add(effect(cell, question));
      }
      row.add(
          !cell.finished()
              ? ""
              : "%s, %s of %s"
                  .formatted(cell.broken().arm(), cell.broken().baseline(), cell.broken().of()));
      table.row(row.toArray(String[]::new));
    }
    return new Section(
        "Every arm against the baseline of its experiment, and against its control",
        table,
        "In brackets: 95 % intervals of Student's t over the seeds. A star: shown, with p below"
            + " 0.05"
            + " after Holm over all %s tests of this matrix. An equals sign: shown to differ by less"
                .formatted(matrix.tests())
            + " than half a point (Holm over all cells). Ratios below 1 are less. Broken: trials of"
            + " the arm and of the baseline that diverged or collapsed. An empty row is not"
            + " finished; in one of 0 pairs no seed trained in both arms. Where classes are held"
            + " back, their MAP@R takes the place of k-NN accuracy.");
  }

  private static String baseline(Cell cell, Question question) {
    Effect effect = cell.effects().get(question);
    return effect == null ? "" : String.format(Locale.ROOT, "%.2f", 100 * effect.baseline());
  }

  private static String effect(Cell cell, Question question) {
    Effect effect = cell.effects().get(question);
    if (effect == null) {
      return "";
    }
    String equal = question == Question.FAR && cell.equivalent() ? " =" : "";
    return interval(question, effect.mean(), effect.low(), effect.high())
        + (effect.shown() ? " *" : "")
        + equal;
  }

  private static String interval(Question question, double mean, double low, double high) {
    return value(question, mean)
        + (Double.isNaN(low)
            ? ""
            : " [" + value(question, low) + ", " + value(question, high) + "]");
  }

  private static String value(Question question, double effect) {
    return question.isInPoints()
        ? String.format(Locale.ROOT, "%+.2f", 100 * effect)
        : String.format(Locale.ROOT, "%.2f", StrictMath.exp(effect));
  }

  private static Section summaries(Matrix matrix) {
    TextTable table =
        new TextTable(
            "arm",
            "network",
            "question",
            "sets",
            "mean",
            "another set",
            "tau",
            "I squared %",
            "p after Holm");
    for (Summary summary : matrix.summaries()) {
      RandomEffects effects = summary.effects();
      Question question = summary.question();
      table.row(
          summary.arm() + " against " + summary.baseline(),
          summary.network(),
          question.label(),
          String.valueOf(effects.effects()),
          interval(question, effects.mean(), effects.low(), effects.high())
              + (summary.shown() ? " *" : ""),
          Double.isNaN(effects.nextLow())
              ? ""
              : value(question, effects.nextLow()) + " to " + value(question, effects.nextHigh()),
          String.format(
              Locale.ROOT, "%.2f", question.isInPoints() ? 100 * effects.tau() : effects.tau()),
          String.format(Locale.ROOT, "%.0f", 100 * effects.heterogeneity()),
          String.format(Locale.ROOT, "%.3g", summary.adjustedP()));
    }
    return new Section(
        "What whole sets of images say together",
        table,
        "Random effects: Paule and Mandel's variance between sets, Hartung and Knapp's interval of"
            + " the mean, where there is one experiment of each of several sets. A set whose every"
            + " difference is 0 has no spread to weigh it by, and is left out. Another set: where"
            + " the effect on a set not measured is expected; told of four sets and more. Tau:"
            + " standard deviation between sets, of a ratio that of its logarithm. I squared: share"
            + " of the variation that is not chance.");
  }
}
