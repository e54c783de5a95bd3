package anchorbench.check;

import anchorbench.experiment.ComparedArms;
import anchorbench.experiment.Comparison;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Scores;
import anchorbench.experiment.Trial;
import anchorbench.experiment.Tuning;
import anchorbench.metric.Histogram;
import anchorbench.metric.Spread;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An experiment's verdicts from its trials, its choices from what was tried; and each score against
 * what it must be: so many of so many, a mean within its histogram.
 */
final class ExperimentCheck {
  /** A share of float32 origin times a count. */
  private static final double WHOLE = 1e-3;

  private final Findings findings;
  private final Experiment.Outcome outcome;
  private final int testImages;

  ExperimentCheck(Findings findings, Experiment.Outcome outcome, int testImages) {
    this.findings = findings;
    this.outcome = outcome;
    this.testImages = testImages;
  }

  void check() {
    comparisons();
    outcome.tunings().forEach(this::tuning);
    scores("raw pixels", outcome.pixels());
    outcome.untrained().forEach(each -> scores("untrained " + each.seed(), each.scores()));
    for (Trial trial : outcome.trials()) {
      if (trial.scores() != null) {
        scores(trial.arm() + " seed " + trial.seed(), trial.scores());
      }
    }
  }

  private void comparisons() {
    List<Comparison> again =
        Comparison.ofAll(
            outcome.rules(),
            outcome.protocol(),
            outcome.tunings(),
            outcome.trials(),
            outcome.tripletsPerEpoch());
    findings.same("number of comparisons", outcome.comparisons().size(), again.size());
    Map<ComparedArms, Comparison> stored = new HashMap<>();
    outcome.comparisons().forEach(each -> stored.put(each.arms(), each));
    for (Comparison computed : again) {
      Comparison found = stored.get(computed.arms());
      boolean whole = found != null && found.rows().size() == computed.rows().size();
      findings.expect(whole, "comparison of " + computed.arms() + ": rows are missing");
      if (whole) {
        comparison(found, computed);
      }
    }
  }

  private void comparison(Comparison stored, Comparison computed) {
    // The sentence may be another build's; what it says may not.
    String arms = computed.arms().toString();
    findings.same(
        "verdict on " + arms, Claims.saidIn(stored.verdict()), Claims.saidIn(computed.verdict()));
    findings.same("finding on " + arms, stored.finding(), computed.finding());
    findings.same("p on " + arms, stored.adjustedP(), computed.adjustedP());
    more(arms, stored, computed);
    for (int i = 0; i < computed.rows().size(); i++) {
      row(arms, stored.rows().get(i), computed.rows().get(i));
    }
  }

  /** What the rules of before did not have. */
  private void more(String arms, Comparison stored, Comparison computed) {
    Numbers numbers = new Numbers(findings);
    numbers.same("equivalence of " + arms, stored.equivalence(), computed.equivalence());
    numbers.same("how soon on " + arms, stored.soon(), computed.soon());
    numbers.same("how steadily on " + arms, stored.steady(), computed.steady());
  }

  private void row(String arms, Comparison.Row stored, Comparison.Row computed) {
    String what = arms + ", " + computed.measure();
    findings.same(what + ", name", stored.measure(), computed.measure());
    findings.same(what + ", baseline", stored.baseline(), computed.baseline());
    findings.same(what + ", arm", stored.arm(), computed.arm());
    findings.same(what + ", difference", stored.difference().mean(), computed.difference().mean());
    findings.same(what + ", low", stored.difference().low(), computed.difference().low());
    findings.same(what + ", high", stored.difference().high(), computed.difference().high());
    findings.same(what + ", p", stored.difference().p(), computed.difference().p());
    findings.same(
        what + ", d_z", stored.difference().effectSize(), computed.difference().effectSize());
  }

  private void tuning(Tuning stored) {
    findings.same(
        stored.arm() + ", choice",
        stored.choice(),
        Tuning.of(stored.arm(), stored.candidates()).choice());
    for (Trial trial : outcome.ofArm(stored.arm())) {
      findings.same(
          String.format(Locale.ROOT, "%s seed %d, settings", trial.arm(), trial.seed()),
          trial.choice(),
          stored.choice());
    }
  }

  private void scores(String whose, Scores scores) {
    whole(whose + ", P@1", scores.precisionAtOne(), testImages);
    whole(whose + ", k-NN accuracy", scores.nearestNeighbours(), testImages);
    whole(whose + ", nearest-mean accuracy", scores.nearestMean(), testImages);
    if (!Double.isNaN(scores.linearProbe())) {
      whole(whose + ", linear-probe accuracy", scores.linearProbe(), testImages);
    }
    for (Scores.Triplets test : scores.triplets()) {
      if (test.histograms() != null) {
        String what = whose + ", " + test.anchors() + " test anchors, ";
        int triplets = count(test.histograms().getFirst());
        whole(what + "accuracy", test.accuracy(), triplets);
        whole(what + "active", test.activeShare(), triplets);
        within(what + "A-P", test.anchorPositive(), test.histograms().get(0), triplets);
        within(what + "A-N", test.anchorNegative(), test.histograms().get(1), triplets);
        within(what + "P-N", test.positiveNegative(), test.histograms().get(2), triplets);
      }
    }
  }

  /** A share is that of a number of things. */
  private void whole(String what, double share, int of) {
    if (!outcome.protocol().subset().unseenClasses().isEmpty() && of == testImages) {
      // Of the classes that are trained on; a record does not say how many images these have.
      findings.expect(share >= 0 && share <= 1, what + ": " + share + " is no share");
      return;
    }
    double count = share * of;
    findings.expect(
        share >= 0 && share <= 1 && Math.abs(count - Math.rint(count)) < WHOLE,
        String.format(Locale.ROOT, "%s: %s is not a whole number out of %d", what, share, of));
  }

  /** A mean lies where its histogram's bins put it. */
  private void within(String what, Spread spread, Histogram histogram, int triplets) {
    findings.same(what + " histogram's count", count(histogram), triplets);
    double least = 0;
    List<Integer> counts = histogram.counts();
    for (int bin = 0; bin < counts.size(); bin++) {
      least += counts.get(bin) * (bin * histogram.binWidth()) / triplets;
    }
    // The last bin has everything above it: then there is no upper end.
    double most = counts.getLast() > 0 ? Double.MAX_VALUE : least + histogram.binWidth();
    findings.expect(
        spread.mean() >= least && spread.mean() <= most,
        "%s: the mean is %s, by its histogram it is from %s to %s"
            .formatted(what, spread.mean(), least, most));
  }

  private static int count(Histogram histogram) {
    return histogram.counts().stream().mapToInt(c -> c).sum();
  }
}
