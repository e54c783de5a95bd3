package anchorbench.engine;

import anchorbench.network.Weights;

/** Training as experiments need it: anchors that stand still, and a gradient to look at. */
public interface Trainer extends TimedTrainer {
  /**
   * From now on each row of the anchor table stands at a fixed point in embedding space, e.g. a
   * class's centroid: a constant of the loss, through which no gradient flows. May be called again
   * between steps, when none is under way.
   *
   * @param embeddings float32 [anchors.rows(), outputs]
   */
  void fixAnchors(float[] embeddings);

  /** Gradient of the last step's loss: a copy, meant for checks. */
  Weights gradient();
}
