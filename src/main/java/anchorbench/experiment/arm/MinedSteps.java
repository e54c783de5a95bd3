package anchorbench.experiment.arm;

import anchorbench.engine.StepLog;
import anchorbench.triplet.TripletIndices;
import java.util.function.IntFunction;

/** An epoch whose triplets are chosen step by step, by the network as it is then. */
final class MinedSteps {
  private MinedSteps() {}

  /** As many as the sampled triplets make. */
  static int count(EpochContext context) {
    return Math.ceilDiv(context.triplets().count(), context.spec().batchSize());
  }

  /**
   * @param ofStep the triplets of a step, counted from 0; at most a batch
   */
  static StepLog train(EpochContext context, IntFunction<TripletIndices> ofStep) {
    int steps = count(context);
    StepLog log = new StepLog(new float[steps], new int[steps]);
    for (int step = 0; step < steps; step++) {
      TripletIndices chosen = ofStep.apply(step);
      log.losses()[step] = context.trainer().step(chosen, 0, chosen.count());
      log.active()[step] = context.trainer().activeTriplets();
    }
    return log;
  }
}
