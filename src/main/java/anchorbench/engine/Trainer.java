package anchorbench.engine;

import anchorbench.InputException;
import anchorbench.network.Weights;

/** Training as experiments need it: anchors that stand still, other rates, other losses. */
public interface Trainer extends TimedTrainer {
  /**
   * From now on each row of the anchor table stands at a fixed point in embedding space, e.g. a
   * class's centroid: a constant of the loss, through which no gradient flows. May be called again
   * between steps, when none is under way.
   *
   * @param embeddings float32 [anchors.rows(), outputs]
   */
  void fixAnchors(float[] embeddings);

  /**
   * From now on steps are taken at another learning rate. Adam's moments stay as they are. May be
   * called again between steps, when none is under way.
   *
   * @throws InputException if it is no rate
   */
  void setLearningRate(double rate);

  /**
   * One step of Adam by a loss that is made outside of the engine.
   *
   * @param images int32 [count], up to three times the spec's batch size
   * @param loss of their embeddings
   * @return the loss before the update
   * @throws UnsupportedOperationException on an engine without {@link Engine#takesAnyLoss}
   */
  default double step(int[] images, EmbeddingLoss loss) {
    throw new UnsupportedOperationException("this engine takes no loss but its own");
  }

  /** Gradient of the last step's loss: a copy, meant for checks. */
  Weights gradient();
}
