package anchorbench.matrix;

import anchorbench.experiment.Comparison;
import anchorbench.experiment.Protocol;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One arm against the baseline on one set of images with one network.
 *
 * @param data name of the images
 * @param subset which of them, and what is wrong with them; empty for all as they are
 * @param kind the arm, N standing for its number of images: cells of one kind are put together
 * @param pairs seeds; 0 where the experiment is not finished
 * @param broken trials of the arm that diverged or collapsed; likewise brokenBaseline
 * @param equivalent whether the headline is shown to differ by less than half a point
 * @param effects by question, of those that have an answer
 */
public record Cell(
    String data,
    String network,
    String subset,
    String baseline,
    String arm,
    String kind,
    int pairs,
    Broken broken,
    boolean equivalent,
    Map<Question, Effect> effects) {

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
        kind(comparison.arm()),
        comparison.rows().isEmpty() ? 0 : comparison.rows().getFirst().difference().pairs(),
        broken,
        comparison.equivalence() != null && comparison.equivalence().shown(),
        effects);
  }

  /** Of an experiment that was begun. */
  static List<Cell> open(String data, Protocol protocol) {
    List<Cell> cells = new ArrayList<>();
    String baseline = protocol.arms().getFirst();
    for (String arm : protocol.arms().subList(1, protocol.arms().size())) {
      cells.add(
          new Cell(
              data,
              protocol.training().network(),
              subset(protocol),
              baseline,
              arm,
              kind(arm),
              0,
              Broken.NONE,
              false,
              Map.of()));
    }
    return cells;
  }

  private static String kind(String arm) {
    return arm.replaceAll("[0-9]+(?![0-9]*%)", "N");
  }

  private static String subset(Protocol protocol) {
    Protocol.Subset subset = protocol.subset();
    List<String> parts = new ArrayList<>();
    if (subset.imagesPerClass() > 0) {
      parts.add(subset.imagesPerClass() + " per class");
    }
    if (subset.labelNoise() > 0) {
      parts.add(Math.round(100 * subset.labelNoise()) + " % wrong labels");
    }
    if (!subset.unseenClasses().isEmpty()) {
      parts.add("unseen classes " + subset.unseenClasses());
    }
    return String.join(", ", parts);
  }

  /** What a person calls it. */
  public String name() {
    return data + (subset.isEmpty() ? "" : " (" + subset + ")") + ", " + network;
  }

  Cell with(Map<Question, Effect> others) {
    return new Cell(data, network, subset, baseline, arm, kind, pairs, broken, equivalent, others);
  }
}
