package anchorbench.experiment;

import anchorbench.experiment.Trial.Health;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.protocol.Choice;
import java.util.Locale;

/** One trial: trains, then tests the chosen network, once. */
final class TrialRun {
  /** A loss this close to the margin, with every triplet active, is a collapsed network's. */
  private static final double COLLAPSE_TOLERANCE = 1e-3;

  private final ExperimentContext context;
  private final Arm arm;
  private final long seed;
  private final Choice choice;

  TrialRun(ExperimentContext context, Arm arm, long seed, Choice choice) {
    this.context = context;
    this.arm = arm;
    this.seed = seed;
    this.choice = choice;
  }

  /**
   * @param afterEpoch told of each that was judged
   */
  Trial run(Runnable afterEpoch) {
    TrainingRun training =
        new TrainingRun(context, arm, seed, context.protocol.training().epochs(), choice)
            .watched()
            .run(afterEpoch);
    TrainingClock clock = TrainingClock.of(context.engine.descriptor());
    long start = clock.nanos();
    Scores scores =
        training.diverged
            ? null
            : new Scorer(context)
                .score(
                    Space.of(context, training.chosen),
                    seed,
                    choice.margin(),
                    seed == context.protocol.training().firstSeed());
    String diagnosis = diagnosis(training, scores);
    Health health =
        training.diverged ? Health.DIVERGED : diagnosis == null ? Health.TRAINED : Health.COLLAPSED;
    if (health == Health.TRAINED && training.collapse != null) {
      diagnosis =
          String.format(
              Locale.ROOT,
              "collapsed in epoch %d, so that training ended: %s",
              training.losses.size(),
              training.collapse);
    }
    return new Trial(
        arm.name(),
        seed,
        choice,
        training.epochs(),
        training.chosenEpoch,
        health,
        diagnosis,
        training.heldOut(),
        scores,
        new Trial.Seconds(
            training.trainingNanos / 1e9,
            (training.validationNanos + training.gradientNanos) / 1e9,
            (clock.nanos() - start) / 1e9));
  }

  private String diagnosis(TrainingRun training, Scores scores) {
    float margin = choice.margin();
    if (training.diverged) {
      return String.format(
          Locale.ROOT,
          "epoch %d: loss %f, weights not all finite",
          training.losses.size(),
          training.losses.getLast());
    }
    if (training.collapse != null && training.chosenEpoch == training.losses.size()) {
      return String.format(Locale.ROOT, "epoch %d: %s", training.chosenEpoch, training.collapse);
    }
    if (training.chosenEpoch > 0) {
      int tested = training.chosenEpoch - 1;
      double loss = training.losses.get(tested);
      boolean stuck = margin > 0 && Math.abs(loss - margin) < COLLAPSE_TOLERANCE * margin;
      if (stuck && training.activeShare.get(tested) > 0.999f) {
        return String.format(Locale.ROOT, "loss %.4f is the margin, every triplet active", loss);
      }
    }
    double apart = scores.triplets().getFirst().positiveNegative().mean();
    if (margin > 0 && apart < Collapse.POINT * margin) {
      return Collapse.message(apart, margin);
    }
    return null;
  }
}
