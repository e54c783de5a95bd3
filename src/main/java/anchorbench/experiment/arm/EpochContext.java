package anchorbench.experiment.arm;

import anchorbench.engine.LoadedImages;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.triplet.TripletIndices;

/**
 * One epoch of one trial, as an arm gets it.
 *
 * @param triplets the sampled ones: of the same positives and negatives in every arm
 */
public record EpochContext(
    LoadedImages train,
    TrainingSpec spec,
    Trainer trainer,
    TripletIndices triplets,
    long seed,
    int epoch) {

  /** Embeddings of some training images by the network as it is now. */
  public float[] embed(int[] chosen) {
    return train.session().embed(chosen, trainer.weights(), spec.scaling());
  }

  /** Embeddings of all training images by the network as it is now. */
  public float[] embedAll() {
    return train.session().embed(trainer.weights(), spec.scaling());
  }
}
