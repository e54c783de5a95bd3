package anchorbench.experiment.arm;

import anchorbench.engine.StepLog;
import anchorbench.engine.Trainer;
import anchorbench.triplet.TripletIndices;
import java.util.function.IntFunction;

/** An epoch whose steps are chosen one by one, by the network as it is then. */
final class MinedSteps {
  private MinedSteps() {}

  /**
   * What a step came to.
   *
   * @param triplets that it was taken on
   * @param active those of them whose loss was above 0
   */
  record Taken(double loss, int triplets, int active) {
    /** Takes a step on triplets. */
    static Taken on(TripletIndices chosen, Trainer trainer) {
      float loss = trainer.step(chosen, 0, chosen.count());
      return new Taken(loss, chosen.count(), trainer.activeTriplets());
    }
  }

  /**
   * As many steps as the sampled triplets make.
   *
   * @param step takes a step, counted from 0, of at most a batch
   */
  static StepLog train(EpochContext context, IntFunction<Taken> step) {
    int batch = context.spec().batchSize();
    StepLog log = StepLog.allocate(Math.ceilDiv(context.triplets().count(), batch));
    for (int i = 0; i < log.steps(); i++) {
      Taken taken = step.apply(i);
      log.losses()[i] = (float) taken.loss();
      log.triplets()[i] = taken.triplets();
      log.active()[i] = taken.active();
    }
    return log;
  }
}
