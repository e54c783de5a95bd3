package anchorbench.engine;

import anchorbench.data.PixelScaling;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.stream.IntStream;

/** Images on an engine's device, to be trained on and embedded. */
public interface Session extends TimedSession {
  @Override
  Trainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial);

  /**
   * Embeddings of images.
   *
   * @param chosen int32 [n], positions, in any order
   * @return float32 [n, weights.spec().outputs()]
   * @throws anchorbench.InputException if the images have other channels than {@code scaling}
   */
  float[] embed(int[] chosen, Weights weights, PixelScaling scaling);

  /** Embeddings of all images, in order. */
  default float[] embed(Weights weights, PixelScaling scaling) {
    return embed(IntStream.range(0, count()).toArray(), weights, scaling);
  }
}
