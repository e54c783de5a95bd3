package anchorbench.experiment.arm;

import anchorbench.data.ClassIndex;
import anchorbench.data.LabelledImages;
import anchorbench.engine.Engine;
import anchorbench.engine.ImageStore;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;

/**
 * One epoch of one trial, as an arm gets it.
 *
 * @param triplets the sampled ones: of the same positives and negatives in every arm
 */
public record Lesson(
    Engine engine,
    LabelledImages images,
    ImageStore store,
    ClassIndex index,
    TrainingSpec spec,
    Trainer trainer,
    TripletIndices triplets,
    long seed,
    int epoch) {

  /** Embeddings of some training images by the network as it is now. */
  public float[] embed(int[] chosen) {
    return engine.embed(store, chosen, trainer.weights(), spec.pixelScale());
  }

  /** Embeddings of all training images by the network as it is now. */
  public float[] embedAll() {
    Weights weights = trainer.weights();
    return engine.embed(store, weights, spec.pixelScale());
  }
}
