package anchorbench.matrix;

import anchorbench.experiment.ComparedArms;
import anchorbench.experiment.Comparison;
import anchorbench.experiment.Rules;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.SubsetSettings;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One arm against the baseline on one set of images with one network.
 *
 * @param data name of the images
 * @param subset which of them, and what is wrong with them; empty for all as they are
 * @param pairs seeds that trained in both arms
 * @param broken trials of the arm that diverged or collapsed; likewise brokenBaseline
 * @param equivalentP of the headline differing by less than half a point, adjusted for all cells
 *     (Holm); NaN if that was not tested
 * @param finished whether there is a record
 * @param effects by question, of those that have an answer
 */
public record Cell(
    String data,
    String network,
    String subset,
    String baseline,
    String arm,
    int pairs,
    Broken broken,
    double equivalentP,
    boolean finished,
    Map<Question, Effect> effects) {

  /** Arms of one kind are put together: N stands for a number of images. */
  public String kind() {
    return arm.replaceAll("[0-9]+(?![0-9]*%)", "N");
  }

  private static final String UNSEEN = "unseen classes ";

  /** Trials that diverged or collapsed, of so many. */
  public record Broken(int baseline, int arm, int of) {
    static final Broken NONE = new Broken(0, 0, 0);
  }

  public Cell {
    effects = effects.isEmpty() ? Map.of() : new EnumMap<>(effects);
  }

  /** Of a record's comparison. */
  static Cell of(String data, Protocol protocol, Comparison comparison) {
    Map<Question, Effect> effects = new EnumMap<>(Question.class);
    for (Question question : Question.values()) {
      Effect effect = question.of(comparison);
      if (effect != null) {
        effects.put(question, effect);
      }
    }
    Broken broken =
        comparison.steady() == null
            ? Broken.NONE
            : new Broken(
                comparison.steady().baseline().broken(),
                comparison.steady().arm().broken(),
                comparison.steady().arm().trials());
    return new Cell(
        data,
        protocol.training().network(),
        subset(protocol),
        comparison.baseline(),
        comparison.arm(),
        comparison.rows().isEmpty() ? 0 : comparison.rows().getFirst().difference().pairs(),
        broken,
        comparison.equivalence() == null || comparison.finding() == Comparison.Finding.REFUSED
            ? Double.NaN
            : comparison.equivalence().p(),
        true,
        effects);
  }

  /** Of an experiment that was begun. */
  static List<Cell> open(String data, Protocol protocol) {
    List<Cell> cells = new ArrayList<>();
    for (ComparedArms arms : ComparedArms.of(Rules.CURRENT, protocol.arms())) {
      cells.add(
          new Cell(
              data,
              protocol.training().network(),
              subset(protocol),
              arms.baseline(),
              arms.arm(),
              0,
              Broken.NONE,
              Double.NaN,
              false,
              Map.of()));
    }
    return cells;
  }

  private static String subset(Protocol protocol) {
    SubsetSettings subset = protocol.subset();
    List<String> parts = new ArrayList<>();
    if (subset.imagesPerClass() > 0) {
      parts.add(subset.imagesPerClass() + " per class");
    }
    if (subset.labelNoise() > 0) {
      parts.add(Math.round(100 * subset.labelNoise()) + " % wrong labels");
    }
    if (!subset.unseenClasses().isEmpty()) {
      parts.add(UNSEEN + subset.unseenClasses());
    }
    return String.join(", ", parts);
  }

  /** Whether there are classes that were not trained on: the headline is about these. */
  public boolean holdsClassesBack() {
    return subset.contains(UNSEEN);
  }

  /** What a person calls it. */
  public String name() {
    return data + (subset.isEmpty() ? "" : " (" + subset + ")") + ", " + network;
  }

  /** Whether the headline is shown to differ by less than half a point. */
  public boolean equivalent() {
    return equivalentP < PairedDifference.LEVEL;
  }

  Cell with(double otherP, Map<Question, Effect> others) {
    return new Cell(data, network, subset, baseline, arm, pairs, broken, otherP, finished, others);
  }
}
