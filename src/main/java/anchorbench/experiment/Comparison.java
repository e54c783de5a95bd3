package anchorbench.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An arm against the baseline.
 *
 * @param unusable trials of either arm that diverged or collapsed; their seeds are left out
 * @param verdict one sentence that can be quoted
 */
public record Comparison(
    String baseline, String arm, int unusable, List<Measure> measures, String verdict) {
  public Comparison {
    measures = List.copyOf(measures);
  }

  /**
   * One measure in both arms.
   *
   * @param name what is measured
   * @param shared whether both arms take the same test; only then is the difference about the
   *     models
   * @param baseline mean over the seeds
   * @param arm mean over the seeds
   */
  public record Measure(
      String name, boolean shared, double baseline, double arm, PairedDifference difference) {}

  private static final String HEADLINE = "k-NN accuracy";

  static List<Comparison> ofAll(Protocol protocol, List<Trial> trials) {
    List<Comparison> comparisons = new ArrayList<>();
    String baseline = protocol.arms().getFirst();
    for (String arm : protocol.arms().subList(1, protocol.arms().size())) {
      comparisons.add(of(protocol, ofArm(trials, baseline), ofArm(trials, arm)));
    }
    return comparisons;
  }

  private static List<Trial> ofArm(List<Trial> trials, String arm) {
    return trials.stream().filter(trial -> trial.arm().equals(arm)).toList();
  }

  /** Trials of one arm each, in the same order of seeds. */
  private static Comparison of(Protocol protocol, List<Trial> baseline, List<Trial> arm) {
    List<Trial> before = new ArrayList<>();
    List<Trial> after = new ArrayList<>();
    int unusable = 0;
    for (int i = 0; i < baseline.size(); i++) {
      unusable += baseline.get(i).health().usable() ? 0 : 1;
      unusable += arm.get(i).health().usable() ? 0 : 1;
      if (baseline.get(i).health().usable() && arm.get(i).health().usable()) {
        before.add(baseline.get(i));
        after.add(arm.get(i));
      }
    }
    String baselineName = baseline.getFirst().arm();
    String armName = arm.getFirst().arm();
    List<Measure> measures = new ArrayList<>();
    if (!before.isEmpty()) {
      measures.add(measure(HEADLINE, before, after, t -> t.scores().nearestNeighbours()));
      measures.add(measure("nearest-mean accuracy", before, after, t -> t.scores().nearestMean()));
      for (String anchors : protocol.arms()) {
        measures.add(
            measure(
                "triplet accuracy on " + anchors + " anchors",
                before,
                after,
                t -> t.scores().under(anchors).accuracy()));
      }
      measures.add(own("triplet accuracy, each on its own anchors", before, after, true));
      measures.add(own("triplet loss, each on its own anchors", before, after, false));
    }
    return new Comparison(
        baselineName,
        armName,
        unusable,
        measures,
        Verdict.sentence(baselineName, armName, unusable, measures));
  }

  private static Measure own(String name, List<Trial> before, List<Trial> after, boolean accuracy) {
    ToDoubleFunction<Trial> value =
        t -> {
          Scores.Triplets own = t.scores().under(t.arm());
          return accuracy ? own.accuracy() : own.loss();
        };
    Measure measure = measure(name, before, after, value);
    return new Measure(name, false, measure.baseline(), measure.arm(), measure.difference());
  }

  private static Measure measure(
      String name, List<Trial> before, List<Trial> after, ToDoubleFunction<Trial> value) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      differences.add(value.applyAsDouble(after.get(i)) - value.applyAsDouble(before.get(i)));
    }
    return new Measure(
        name, true, mean(before, value), mean(after, value), PairedDifference.of(differences));
  }

  private static double mean(List<Trial> trials, ToDoubleFunction<Trial> value) {
    return trials.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
