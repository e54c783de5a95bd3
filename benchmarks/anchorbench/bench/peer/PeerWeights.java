package anchorbench.bench.peer;

import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterSlot;
import anchorbench.network.Weights;
import java.util.List;
import java.util.function.IntFunction;

/** A network's weights, put together of a framework's tensors. */
public final class PeerWeights {
  private PeerWeights() {}

  /**
   * @param tensor float32 of the parameter with that number, in the order of the network's plan
   */
  public static Weights of(NetworkSpec network, IntFunction<float[]> tensor) {
    List<ParameterSlot> slots = network.plan().slots();
    float[] values = new float[network.parameters()];
    for (int i = 0; i < slots.size(); i++) {
      System.arraycopy(tensor.apply(i), 0, values, slots.get(i).offset(), slots.get(i).size());
    }
    return new Weights(network, values);
  }
}
