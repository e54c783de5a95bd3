package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.engine.DeviceException;
import anchorbench.experiment.arm.Arms;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;

/** Makes parts from their descriptions, on one engine. */
final class PartMaker {
  private final ExperimentContext context;
  private final Protocol protocol;

  PartMaker(ExperimentContext context) {
    this.context = context;
    protocol = context.protocol;
  }

  /**
   * A part.
   *
   * @param failure why it could not be made as it should have been, or null; then it is not kept,
   *     so that going on with the experiment tries again
   */
  record Made<R>(R part, String failure) {
    static <R> Made<R> of(R part) {
      return new Made<>(part, null);
    }
  }

  /**
   * @param afterEpoch told of each epoch that was judged
   */
  <R> Made<R> make(Part<R> part, Runnable afterEpoch) {
    Made<?> made =
        switch (part) {
          case Part.RawPixels _ -> Made.of(pixels());
          case Part.Candidate candidate -> Made.of(attempt(candidate, afterEpoch));
          case Part.Control control -> Made.of(untrained(control.seed()));
          case Part.OneTrial trial -> trial(trial, afterEpoch);
        };
    return new Made<>(part.type().cast(made.part()), made.failure());
  }

  private float firstMargin() {
    return protocol.tuning().margins().getFirst();
  }

  private Scores pixels() {
    return new Scorer(context)
        .score(Space.ofPixels(context), protocol.training().firstSeed(), firstMargin(), false);
  }

  /** One that fails ends the experiment: a choice without it would be another experiment. */
  private Tuning.Attempt attempt(Part.Candidate candidate, Runnable afterEpoch) {
    TrainingRun run =
        new TrainingRun(
                context,
                Arms.parse(candidate.arm()),
                candidate.seed(),
                candidate.epochs(),
                candidate.choice())
            .run(afterEpoch);
    boolean judged = !run.diverged && !run.validation.isEmpty();
    return new Tuning.Attempt(
        judged ? run.best : 0, judged ? run.validation.getLast() : 0, run.health());
  }

  private Experiment.Untrained untrained(long seed) {
    NetworkSpec network =
        protocol
            .spec(
                context.train.images().shape(),
                context.scaling,
                firstMargin(),
                protocol.tuning().learningRates().getFirst())
            .network();
    Space space = Space.of(context, Weights.initial(network, seed));
    boolean mapped = seed == protocol.training().firstSeed();
    return new Experiment.Untrained(
        seed, new Scorer(context).score(space, seed, firstMargin(), mapped));
  }

  private Made<Trial> trial(Part.OneTrial trial, Runnable afterEpoch) {
    try {
      return Made.of(
          new TrialRun(context, Arms.parse(trial.arm()), trial.seed(), trial.choice())
              .run(afterEpoch));
    } catch (RuntimeException | OutOfMemoryError e) {
      String reason = reasonToGoOn(e);
      return new Made<>(Trial.failed(trial.arm(), trial.seed(), trial.choice(), e), reason);
    }
  }

  /**
   * Why a trial failed, where that is no reason to end the others.
   *
   * @throws RuntimeException the same, if a device is gone or the input is wrong
   */
  private static String reasonToGoOn(Throwable e) {
    if (e instanceof DeviceException || e instanceof InputException) {
      throw (RuntimeException) e;
    }
    return Trial.reason(e);
  }
}
