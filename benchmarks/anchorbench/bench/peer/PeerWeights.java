package anchorbench.bench.peer;

import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.util.function.IntFunction;

/** A network's weights, put together of a framework's tensors. */
public final class PeerWeights {
  private PeerWeights() {}

  /**
   * @param weight float32 [in, out] of a layer
   * @param bias float32 [out] of a layer
   */
  public static Weights of(
      NetworkSpec network, IntFunction<float[]> weight, IntFunction<float[]> bias) {
    float[] values = new float[network.parameters()];
    for (int layer = 0; layer < network.layers(); layer++) {
      float[] weights = weight.apply(layer);
      float[] biases = bias.apply(layer);
      System.arraycopy(weights, 0, values, network.weightOffset(layer), weights.length);
      System.arraycopy(biases, 0, values, network.biasOffset(layer), biases.length);
    }
    return new Weights(network, values);
  }
}
