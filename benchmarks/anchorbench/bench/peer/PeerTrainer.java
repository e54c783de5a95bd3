package anchorbench.bench.peer;

import anchorbench.engine.Trainer;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;

/** A peer's training: steps, and the weights they lead to. */
public abstract class PeerTrainer implements Trainer {
  @Override
  public final void fixAnchors(float[] embeddings) {
    throw Peer.onlyTimed();
  }

  @Override
  public final Weights gradient() {
    throw Peer.onlyTimed();
  }

  protected abstract NetworkSpec network();

  /** float32 [in, out]. */
  protected abstract float[] weight(int layer);

  /** float32 [out]. */
  protected abstract float[] bias(int layer);

  @Override
  public final Weights weights() {
    NetworkSpec network = network();
    float[] values = new float[network.parameters()];
    for (int layer = 0; layer < network.layers(); layer++) {
      float[] weight = weight(layer);
      float[] bias = bias(layer);
      System.arraycopy(weight, 0, values, network.weightOffset(layer), weight.length);
      System.arraycopy(bias, 0, values, network.biasOffset(layer), bias.length);
    }
    return new Weights(network, values);
  }
}
