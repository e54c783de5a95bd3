package anchorbench.experiment;

import anchorbench.experiment.Comparison.Finding;
import anchorbench.statistics.Equivalence;
import anchorbench.statistics.PairedDifference;
import java.util.List;
import java.util.Locale;

/** The outcome as a sentence with its numbers. */
final class Verdict {
  private Verdict() {}

  /**
   * @param equivalence null by the rules of before
   */
  static Finding finding(
      List<Comparison.Row> rows, double adjustedP, int seedsNeeded, Equivalence equivalence) {
    if (rows.isEmpty() || rows.getFirst().difference().pairs() < seedsNeeded) {
      return Finding.REFUSED;
    }
    PairedDifference difference = rows.getFirst().difference();
    if (!difference.shown(adjustedP)) {
      return equivalence != null && equivalence.shown()
          ? Finding.EQUIVALENT
          : Finding.NO_DIFFERENCE_SHOWN;
    }
    return difference.mean() > 0 ? Finding.BETTER : Finding.WORSE;
  }

  /**
   * @param compared its verdict is yet what was left out, for the end of the sentence
   */
  static String sentence(Comparison compared, double adjustedP, Finding finding, int seedsNeeded) {
    String baseline = compared.baseline();
    String arm = compared.arm();
    String leftOut = compared.verdict();
    List<Comparison.Row> rows = compared.rows();
    if (rows.isEmpty()) {
      return "No verdict on %s: no seed trained in both arms%s."
          .formatted(compared.arms(), leftOut);
    }
    Comparison.Row row = rows.getFirst();
    PairedDifference difference = row.difference();
    if (finding == Finding.REFUSED) {
      return String.format(
          Locale.ROOT,
          "No verdict on %s from %d seed%s: at least %d are needed%s.",
          compared.arms(),
          difference.pairs(),
          difference.pairs() == 1 ? "" : "s",
          seedsNeeded,
          leftOut);
    }
    String found =
        switch (finding) {
          case BETTER -> "%s anchors are better than %s anchors".formatted(arm, baseline);
          case WORSE -> "%s anchors are worse than %s anchors".formatted(arm, baseline);
          case EQUIVALENT ->
              "%s and %s anchors are equivalent within half a point".formatted(arm, baseline);
          default -> "no difference shown between %s and %s anchors".formatted(arm, baseline);
        };
    String detectable =
        finding == Finding.NO_DIFFERENCE_SHOWN
            ? String.format(
                Locale.ROOT,
                "; this many seeds could have shown %.2f points",
                100 * difference.detectable())
            : "";
    // Without a spread there is no effect size.
    String effect =
        Double.isFinite(difference.effectSize())
            ? String.format(Locale.ROOT, ", d_z = %.1f", difference.effectSize())
            : "";
    return String.format(
        Locale.ROOT,
        "On %s, %s: %.2f %% against %.2f %%, %+.2f points (95 %% interval %+.2f to %+.2f, p = %.3g"
            + " after Holm%s, %d paired seeds%s)%s.",
        row.measure(),
        found,
        100 * row.arm(),
        100 * row.baseline(),
        100 * difference.mean(),
        100 * difference.low(),
        100 * difference.high(),
        adjustedP,
        effect,
        difference.pairs(),
        detectable,
        leftOut);
  }
}
