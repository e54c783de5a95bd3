package anchorbench.experiment;

import anchorbench.experiment.protocol.Protocol;
import anchorbench.metric.EffectiveRank;
import anchorbench.metric.LinearProbe;
import anchorbench.network.NetworkText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A number of each trial that arms are compared on.
 *
 * @param shared whether all arms take the same test; only then is a difference about the models
 * @param better 1 if more is better, -1 if less is, 0 if neither
 */
record Measure(String name, boolean shared, int better, ToDoubleFunction<Trial> value) {
  /** The one a verdict is about, named before anything was run. */
  static final Measure HEADLINE =
      new Measure("k-NN accuracy", true, 1, t -> t.scores().nearestNeighbours());

  /** The one in its place where classes are held back. */
  private static final Measure UNSEEN =
      new Measure("MAP@R of unseen classes", true, 1, t -> t.scores().unseen().mapAtR());

  /** What a verdict is about. */
  static Measure headline(Protocol protocol) {
    return protocol.subset().unseenClasses().isEmpty() ? HEADLINE : UNSEEN;
  }

  /** All of them, the headline first. */
  static List<Measure> of(Protocol protocol) {
    List<Measure> measures = new ArrayList<>();
    if (!protocol.subset().unseenClasses().isEmpty()) {
      measures.add(UNSEEN);
      measures.add(
          new Measure("P@1 of unseen classes", true, 1, t -> t.scores().unseen().precisionAtOne()));
      measures.add(
          new Measure(
              "R-Precision of unseen classes", true, 1, t -> t.scores().unseen().rPrecision()));
    }
    measures.add(HEADLINE);
    measures.add(new Measure("P@1", true, 1, t -> t.scores().precisionAtOne()));
    measures.add(new Measure("R-Precision", true, 1, t -> t.scores().rPrecision()));
    measures.add(new Measure("MAP@R", true, 1, t -> t.scores().mapAtR()));
    measures.add(new Measure("nearest-mean accuracy", true, 1, t -> t.scores().nearestMean()));
    int outputs = NetworkText.parse(protocol.training().network()).outputs();
    if (LinearProbe.isMeasured(outputs)) {
      measures.add(new Measure("linear-probe accuracy", true, 1, t -> t.scores().linearProbe()));
    }
    for (String anchors : List.of("random", protocol.meanTest().toString(), "centroid")) {
      measures.add(
          new Measure(
              "triplet accuracy, " + anchors + " anchors",
              true,
              1,
              t -> t.scores().under(anchors).accuracy()));
    }
    measures.add(
        new Measure("triplet accuracy, each its own anchors", false, 1, t -> own(t).accuracy()));
    measures.add(new Measure("triplet loss, each its own anchors", false, -1, t -> own(t).loss()));
    measures.add(
        new Measure("A-P variation (sd/mean), random anchors", true, 0, Measure::variation));
    if (EffectiveRank.isMeasured(outputs)) {
      measures.add(
          new Measure("effective rank", true, 0, t -> t.scores().geometry().effectiveRank()));
    }
    return measures;
  }

  private static double variation(Trial trial) {
    return trial.scores().under("random").anchorPositive().cv();
  }

  /** Under the anchors that the arm was trained with. */
  static Scores.Triplets own(Trial trial) {
    return trial
        .scores()
        .under(anchorbench.experiment.arm.Arms.parse(trial.arm()).anchors().toString());
  }
}
