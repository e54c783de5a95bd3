package anchorbench.experiment.arm;

import anchorbench.engine.StepLog;
import anchorbench.triplet.Anchors;

/** One way to choose what stands first in a triplet. The arms differ in nothing else. */
public interface Arm {
  /** As {@link Arms#parse} reads it. */
  String name();

  /** What the sampler puts first, which is also the arm's own kind of test. */
  Anchors anchors();

  /** Trains one epoch; unless the arm has other ideas, on the sampled triplets in their order. */
  default StepLog train(EpochContext context) {
    return context.trainer().start(context.triplets(), context.spec().batchSize()).finish();
  }
}
