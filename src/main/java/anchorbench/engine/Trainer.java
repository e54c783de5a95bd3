package anchorbench.engine;

import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;

/** One network in training. Not for several threads at once; several trainers are. */
public interface Trainer extends AutoCloseable {
  /**
   * One step of Adam on {@code count} triplets from {@code first} on.
   *
   * @param count from 1 to the spec's batch size; the loss is the mean over this many
   * @return float32 loss before the update
   */
  float step(TripletIndices triplets, int first, int count);

  /**
   * Steps over all triplets in order; the last step may be smaller.
   *
   * @param losses float32 [steps], the loss of each step
   */
  default void epoch(TripletIndices triplets, int batchSize, float[] losses) {
    for (int step = 0, first = 0; first < triplets.count(); step++, first += batchSize) {
      losses[step] = step(triplets, first, Math.min(batchSize, triplets.count() - first));
    }
  }

  /** Triplets of the last step whose loss was above 0. */
  int activeTriplets();

  /** Gradient of the last step's loss: a copy, meant for checks. */
  Weights gradient();

  /** Copy of the current parameters. */
  Weights weights();

  @Override
  void close();
}
