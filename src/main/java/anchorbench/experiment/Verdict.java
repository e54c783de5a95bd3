package anchorbench.experiment;

import java.util.List;
import java.util.Locale;

/** The outcome as a sentence with its numbers. */
final class Verdict {
  private Verdict() {}

  static String sentence(
      String baseline, String arm, int unusable, List<Comparison.Measure> measures) {
    String broken =
        unusable == 0
            ? ""
            : " (%d trials diverged or collapsed and are left out)".formatted(unusable);
    if (measures.isEmpty()) {
      return "No verdict: no seed trained in both arms" + broken + ".";
    }
    Comparison.Measure headline = measures.getFirst();
    PairedDifference difference = headline.difference();
    if (difference.seeds() < Protocol.SEEDS_FOR_A_VERDICT) {
      return "No verdict from %d seed%s: at least %d are needed%s."
          .formatted(
              difference.seeds(),
              difference.seeds() == 1 ? "" : "s",
              Protocol.SEEDS_FOR_A_VERDICT,
              broken);
    }
    String finding =
        !difference.excludesZero()
            ? "no difference shown between %s and %s anchors".formatted(arm, baseline)
            : "%s anchors are %s than %s anchors"
                .formatted(arm, difference.mean() > 0 ? "better" : "worse", baseline);
    return String.format(
        Locale.ROOT,
        "On %s, %s: %.2f %% against %.2f %%, %+.2f points (95 %% interval %+.2f to %+.2f, %d paired"
            + " seeds)%s.",
        headline.name(),
        finding,
        100 * headline.arm(),
        100 * headline.baseline(),
        100 * difference.mean(),
        100 * difference.low(),
        100 * difference.high(),
        difference.seeds(),
        broken);
  }
}
