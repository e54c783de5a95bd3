package anchorbench.experiment.arm;

import anchorbench.engine.Engine;
import anchorbench.engine.StepLog;
import anchorbench.triplet.Anchors;
import java.util.List;

/** One way to choose what stands first in a triplet. The arms differ in nothing else. */
public interface Arm {
  /** As {@link Arms#parse} reads it. */
  String name();

  /** What the sampler puts first, which is also the arm's own kind of test. */
  Anchors anchors();

  /** Who trains, one after the other: itself, unless it has other ideas. */
  default List<Phase> phases() {
    return List.of(Phase.toTheEnd(this));
  }

  /** What its triplets' rows refer to: anchors that are no images, if it ever has such. */
  default Anchors table() {
    return phases().stream()
        .map(Phase::anchors)
        .filter(anchors -> !anchors.equals(Anchors.RANDOM))
        .findFirst()
        .orElse(Anchors.RANDOM);
  }

  /**
   * Whether it draws its steps' triplets as the sampler gives them, so that others can repeat it.
   */
  default boolean trainsAsSampled() {
    return true;
  }

  /** Triplets that a step must have for it. */
  default int smallestBatch() {
    return 1;
  }

  /** The arm that differs from it in nothing but what is tried; null if that is the baseline. */
  default Arm control() {
    return null;
  }

  /** Whether it needs an engine with {@link Engine#takesAnyLoss}. */
  default boolean hasItsOwnLoss() {
    return false;
  }

  /** Trains one epoch; unless the arm has other ideas, on the sampled triplets in their order. */
  default StepLog train(EpochContext context) {
    return context.trainer().start(context.triplets(), context.spec().batchSize()).finish();
  }
}
