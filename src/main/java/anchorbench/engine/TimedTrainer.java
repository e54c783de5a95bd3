package anchorbench.engine;

import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;

/**
 * One network in training. Not for several threads at once; several trainers are. Its {@link
 * #deviceMicros} are those of all steps that were finished last, without the way there and back.
 */
public interface TimedTrainer extends DeviceTimed, AutoCloseable {
  /**
   * One step of Adam on {@code count} triplets from {@code first} on.
   *
   * @param count from 1 to the spec's batch size; the loss is the mean over this many
   * @return float32 loss before the update
   */
  float step(TripletIndices triplets, int first, int count);

  /**
   * Steps over all triplets in order; the last step may be smaller. An engine with a device of its
   * own returns before they are done, so that the next triplets can be drawn meanwhile; one more
   * start may then be made before the first is finished.
   *
   * @param triplets not to be changed before {@link RunningSteps#finish}
   * @param batchSize at most the spec's
   */
  default RunningSteps start(TripletIndices triplets, int batchSize) {
    StepLog log = StepLog.ofBatches(triplets.count(), batchSize);
    for (int step = 0; step < log.steps(); step++) {
      log.losses()[step] = step(triplets, step * batchSize, log.triplets()[step]);
      log.active()[step] = activeTriplets();
    }
    return () -> log;
  }

  /** Triplets of the last step whose loss was above 0. */
  int activeTriplets();

  /** Copy of the current parameters. */
  Weights weights();

  @Override
  void close();
}
