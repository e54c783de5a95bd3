package anchorbench.engine;

/** A loss of a batch of embeddings, which knows no network and no engine. */
public interface EmbeddingLoss {
  /**
   * @param embeddings float32 [count, outputs], row-major
   * @param gradient float32 [count, outputs], all 0: becomes the loss by the embeddings
   * @return the loss
   */
  double of(float[] embeddings, float[] gradient);
}
