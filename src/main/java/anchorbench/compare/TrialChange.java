package anchorbench.compare;

import anchorbench.experiment.Experiment;
import anchorbench.experiment.Trial;
import anchorbench.statistics.Holm;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * One measure of one arm on both sides, or of two arms, seed by seed.
 *
 * @param arm the arm, or {@code A -> B}
 * @param difference contender less baseline
 * @param adjustedP Holm's, over all measures of all arms
 * @param change SAME if every seed has the same number
 */
public record TrialChange(
    String arm,
    String measure,
    Change change,
    double baseline,
    double contender,
    PairedDifference difference,
    double adjustedP) {

  /** What can be said of a measure. */
  public enum Change {
    BETTER,
    WORSE,
    SAME,
    UNDECIDED
  }

  /**
   * What is compared of a trial.
   *
   * @param better 1 if more is better, -1 if less is
   */
  private record Measure(String name, int better, ToDoubleFunction<Trial> of) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("k-NN accuracy", 1, trial -> trial.scores().nearestNeighbours()),
          new Measure("training loss", -1, TrialChange::loss));

  /** Of the epoch whose network was tested; NaN where that was the untrained one. */
  private static double loss(Trial trial) {
    int epoch = trial.testedEpoch() - 1;
    return epoch >= 0 && epoch < trial.epochs().losses().size()
        ? trial.epochs().losses().get(epoch)
        : Double.NaN;
  }

  /** The same measure of two arms. */
  private record Pair(String arm, Measure measure, double[] before, double[] after) {
    static Pair of(String arm, Measure measure, List<Trial> before, List<Trial> after) {
      Map<Long, Double> first = bySeed(before, measure);
      Map<Long, Double> second = bySeed(after, measure);
      first.keySet().retainAll(second.keySet());
      return new Pair(
          arm,
          measure,
          first.values().stream().mapToDouble(v -> v).toArray(),
          first.keySet().stream().mapToDouble(second::get).toArray());
    }

    PairedDifference difference() {
      double[] differences = new double[before.length];
      Arrays.setAll(differences, i -> after[i] - before[i]);
      return PairedDifference.of(differences);
    }

    TrialChange change(PairedDifference difference, double adjustedP) {
      Change change = Change.UNDECIDED;
      if (Arrays.equals(before, after)) {
        change = Change.SAME;
      } else if (difference.shown(adjustedP)) {
        change = difference.mean() * measure.better() > 0 ? Change.BETTER : Change.WORSE;
      }
      return new TrialChange(
          arm,
          measure.name(),
          change,
          Arrays.stream(before).average().orElseThrow(),
          Arrays.stream(after).average().orElseThrow(),
          difference,
          adjustedP);
    }
  }

  private static Map<Long, Double> bySeed(List<Trial> trials, Measure measure) {
    Map<Long, Double> bySeed = new TreeMap<>();
    trials.stream()
        .filter(Trial::usable)
        .forEach(trial -> bySeed.put(trial.seed(), measure.of().applyAsDouble(trial)));
    bySeed.values().removeIf(value -> value.isNaN());
    return bySeed;
  }

  /** Every arm that both have. */
  static List<TrialChange> ofRuns(Experiment.Outcome before, Experiment.Outcome after) {
    List<Pair> pairs = new ArrayList<>();
    for (String arm : before.protocol().arms()) {
      for (Measure measure : MEASURES) {
        pairs.add(Pair.of(arm, measure, before.ofArm(arm), after.ofArm(arm)));
      }
    }
    return judged(pairs);
  }

  /**
   * The arms of the first kind of anchors against those of the others.
   *
   * @param anchors kinds of anchors; {@code mean} stands for every number of images in the mean
   */
  static List<TrialChange> ofAnchors(
      Experiment.Outcome before, Experiment.Outcome after, List<String> anchors) {
    List<Pair> pairs = new ArrayList<>();
    for (String from : arms(before, anchors.subList(0, 1))) {
      for (String to : arms(after, anchors.subList(1, anchors.size()))) {
        for (Measure measure : MEASURES) {
          pairs.add(Pair.of(from + " -> " + to, measure, before.ofArm(from), after.ofArm(to)));
        }
      }
    }
    return judged(pairs);
  }

  private static List<String> arms(Experiment.Outcome outcome, List<String> anchors) {
    return outcome.protocol().arms().stream()
        .filter(arm -> anchors.stream().anyMatch(value -> Field.isOf(arm, value)))
        .toList();
  }

  private static List<TrialChange> judged(List<Pair> all) {
    List<Pair> pairs = all.stream().filter(pair -> pair.before().length > 0).toList();
    List<PairedDifference> differences = pairs.stream().map(Pair::difference).toList();
    double[] adjusted =
        Holm.adjust(differences.stream().mapToDouble(PairedDifference::p).toArray());
    List<TrialChange> changes = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      changes.add(pairs.get(i).change(differences.get(i), adjusted[i]));
    }
    return changes;
  }
}
