package anchorbench.experiment;

import anchorbench.experiment.protocol.Protocol;
import anchorbench.statistics.Equivalence;
import anchorbench.statistics.Holm;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An arm against the baseline, or against its control.
 *
 * @param unusable seeds left out because a trial of either arm diverged, collapsed or failed
 * @param rows the first is the headline
 * @param adjustedP the headline's p, adjusted for all comparisons (Holm); NaN without a pair
 * @param finding what the headline shows
 * @param verdict one sentence that can be quoted: how far the arms get
 * @param equivalence whether the headline is shown to be as good as the same; null in records of
 *     before
 * @param soon how soon they get there; null in records of before, and without validation on images
 * @param steady how steadily; null in records of before
 */
public record Comparison(
    String baseline,
    String arm,
    int unusable,
    List<Row> rows,
    double adjustedP,
    Finding finding,
    String verdict,
    Equivalence equivalence,
    Soon soon,
    Steadiness steady) {
  /** What nobody would care about: half a point. */
  static final double LEAST_OF_INTEREST = 0.005;

  public Comparison {
    rows = List.copyOf(rows);
  }

  /** What can be said. */
  public enum Finding {
    BETTER,
    WORSE,
    NO_DIFFERENCE_SHOWN,
    /** The difference is shown to be smaller than half a point. */
    EQUIVALENT,
    /** Too few seeds. */
    REFUSED
  }

  /**
   * One measure in both arms.
   *
   * @param shared whether both arms take the same test; only then is the difference about the
   *     models
   * @param better 1 if more is better, -1 if less is, 0 if neither
   * @param baseline mean over the seeds; likewise arm
   */
  public record Row(
      String measure,
      boolean shared,
      int better,
      double baseline,
      double arm,
      PairedDifference difference) {}

  /**
   * All that the rules ask for, see {@link Rules} and {@link ComparedArms}. Each question's p
   * values are adjusted for the number of comparisons.
   *
   * @param tunings of the arms; empty if nothing was chosen
   * @param tripletsPerEpoch of every trial
   */
  public static List<Comparison> ofAll(
      int rules,
      Protocol protocol,
      List<Tuning> tunings,
      List<Trial> trials,
      long tripletsPerEpoch) {
    List<Comparison> comparisons = new ArrayList<>();
    for (ComparedArms arms : ComparedArms.of(rules, protocol.arms())) {
      Pairs pairs = Pairs.of(arms.baseline(), arms.arm(), trials);
      Comparison comparison = pairs.compared(protocol);
      comparisons.add(
          rules == Rules.HEADLINE
              ? comparison
              : comparison.with(pairs, protocol, tunings, tripletsPerEpoch));
    }
    return adjusted(comparisons);
  }

  private Comparison with(
      Pairs pairs, Protocol protocol, List<Tuning> tunings, long tripletsPerEpoch) {
    Measure headline = Measure.headline(protocol);
    double[] x = Pairs.values(headline, pairs.before());
    double[] y = Pairs.values(headline, pairs.after());
    return new Comparison(
        baseline,
        arm,
        unusable,
        rows,
        adjustedP,
        finding,
        verdict,
        x.length == 0 ? null : Equivalence.of(pairs.differences(headline), LEAST_OF_INTEREST),
        LearningCurve.areKnown(protocol, pairs.before())
                && LearningCurve.areKnown(protocol, pairs.after())
            ? Soon.of(pairs.before(), pairs.after(), tripletsPerEpoch)
            : null,
        Steadiness.of(
            pairs.allBefore(),
            pairs.allAfter(),
            x,
            y,
            tuning(tunings, baseline),
            tuning(tunings, arm)));
  }

  private static Tuning tuning(List<Tuning> tunings, String arm) {
    return tunings.stream().filter(each -> each.arm().equals(arm)).findFirst().orElse(null);
  }

  private static List<Comparison> adjusted(List<Comparison> comparisons) {
    int seedsNeeded = ComparedArms.seedsForAVerdict(comparisons.size());
    double[] far =
        holm(
            comparisons,
            each -> each.rows.isEmpty() ? Double.NaN : each.rows.getFirst().difference().p());
    double[] triplets =
        holm(comparisons, each -> each.soon == null ? Double.NaN : each.soon.triplets().p());
    double[] seconds =
        holm(comparisons, each -> each.soon == null ? Double.NaN : each.soon.seconds().p());
    double[] steady =
        holm(comparisons, each -> each.steady == null ? Double.NaN : each.steady.adjustedP());
    double[] equivalent =
        holm(comparisons, each -> each.equivalence == null ? Double.NaN : each.equivalence.p());
    List<Comparison> adjusted = new ArrayList<>();
    for (int i = 0; i < comparisons.size(); i++) {
      Comparison each = comparisons.get(i);
      Equivalence equivalence =
          each.equivalence == null ? null : each.equivalence.adjusted(equivalent[i]);
      Finding finding = Verdict.finding(each.rows, far[i], seedsNeeded, equivalence);
      adjusted.add(
          new Comparison(
              each.baseline,
              each.arm,
              each.unusable,
              each.rows,
              far[i],
              finding,
              Verdict.sentence(each, far[i], finding, seedsNeeded),
              equivalence,
              each.soon == null ? null : each.soon.adjusted(triplets[i], seconds[i]),
              each.steady == null ? null : each.steady.adjusted(steady[i])));
    }
    return adjusted;
  }

  private static double[] holm(List<Comparison> comparisons, ToDoubleFunction<Comparison> p) {
    return Holm.adjust(comparisons.stream().mapToDouble(p).toArray());
  }

  /**
   * What was asked, and the answer in one sentence.
   *
   * @param question empty where there is only one
   */
  public record Answer(String question, String sentence) {
    @Override
    public String toString() {
      return question.isEmpty() ? sentence : question + " " + sentence;
    }
  }

  /** What is compared. */
  public ComparedArms arms() {
    return new ComparedArms(baseline, arm);
  }

  /** How soon, how steadily and how far, as far as the record tells. */
  public List<Answer> answers() {
    boolean refused = finding == Finding.REFUSED;
    if (steady == null || (refused && steady.arm().broken() + steady.baseline().broken() == 0)) {
      return List.of(new Answer("", verdict));
    }
    List<Answer> answers = new ArrayList<>();
    if (soon != null && !refused) {
      answers.add(new Answer("How soon?", soon.sentence(baseline, arm)));
    }
    answers.add(new Answer("How steadily?", steady.sentence(baseline, arm)));
    answers.add(new Answer("How far?", verdict));
    return answers;
  }
}
