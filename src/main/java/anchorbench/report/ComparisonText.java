package anchorbench.report;

import anchorbench.compare.MoreForks;
import anchorbench.compare.RowChange;
import anchorbench.compare.RowChange.Change;
import anchorbench.compare.RunComparison;
import anchorbench.compare.TrialChange;
import anchorbench.output.TextTable;
import anchorbench.statistics.PairedDifference;
import java.util.Locale;

/** A comparison for the terminal or as Markdown. */
public final class ComparisonText {
  private static final String[] HEAD = {
    "row", "baseline us", "contender us", "ratio", "95 % interval", "p after Holm", "verdict"
  };

  private ComparisonText() {}

  public static String of(RunComparison comparison) {
    TextTable table = new TextTable(HEAD);
    comparison.rows().forEach(row -> table.row(cells(row)));
    StringBuilder text = new StringBuilder(head(comparison));
    text.append(comparison.rows().isEmpty() ? "no benchmark rows\n" : table);
    tail(comparison, text);
    return text.toString();
  }

  public static String markdown(RunComparison comparison) {
    StringBuilder text = new StringBuilder(head(comparison)).append('\n');
    text.append("| ")
        .append(String.join(" | ", HEAD))
        .append(" |\n|---|--:|--:|--:|--:|--:|---|\n");
    for (RowChange row : comparison.rows()) {
      text.append("| ").append(String.join(" | ", cells(row)).replace("\n", " ")).append(" |\n");
    }
    text.append('\n');
    tail(comparison, text);
    return text.toString();
  }

  private static String head(RunComparison comparison) {
    return "baseline  %s%ncontender %s%n".formatted(comparison.baseline(), comparison.contender());
  }

  private static void tail(RunComparison comparison, StringBuilder text) {
    comparison.trials().forEach(change -> text.append(trial(change)).append('\n'));
    long peaks = comparison.rows().stream().filter(row -> row.change() == Change.MACHINE).count();
    if (peaks > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "warning: %d peak(s) changed: the machine itself was not the same; compare x"
                  + " peak, or run both again side by side%n",
              peaks));
    }
    comparison.warnings().forEach(w -> text.append("warning: ").append(w).append('\n'));
  }

  private static String trial(TrialChange change) {
    PairedDifference difference = change.difference();
    String text =
        String.format(
            Locale.ROOT,
            "%s: %s, %s %.4f to %.4f over %d paired seeds",
            change.arm(),
            change.change(),
            change.measure(),
            change.baseline(),
            change.contender(),
            difference.pairs());
    if (difference.pairs() < 2 || change.change() == TrialChange.Change.SAME) {
      return text;
    }
    return text
        + String.format(
            Locale.ROOT,
            ", difference %+.4f (95 %% interval %+.4f to %+.4f, p = %.3g after Holm)",
            difference.mean(),
            difference.low(),
            difference.high(),
            change.adjustedP());
  }

  private static String[] cells(RowChange row) {
    String verdict = row.change().toString();
    if (row.change() == Change.UNDECIDED) {
      verdict +=
          String.format(
              Locale.ROOT,
              " (%.0f %% could be seen%s)",
              100 * row.ratio().detectable(),
              moreForks(row.moreForks()));
    }
    if (row.note() != null) {
      verdict += ": " + row.note();
    }
    return new String[] {
      row.row(),
      number("%.1f", row.baselineMicros()),
      number("%.1f", row.contenderMicros()),
      row.ratio() == null ? "-" : number("%.3f", row.ratio().ratio()),
      row.ratio() == null
          ? "-"
          : number("%.3f", row.ratio().low()) + " to " + number("%.3f", row.ratio().high()),
      number("%.2g", row.adjustedP()),
      verdict
    };
  }

  private static String moreForks(MoreForks more) {
    if (more == null) {
      return "";
    }
    String shown =
        Double.isNaN(more.change())
            ? "SAME"
            : String.format(Locale.ROOT, "%.0f %%", 100 * more.change());
    return "; %s forks per side would show %s".formatted(more.count(), shown);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
