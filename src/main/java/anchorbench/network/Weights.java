package anchorbench.network;

import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Arrays;

/**
 * The parameters of a network, or numbers of the same shape such as gradients.
 *
 * @param values float32 [spec.parameters()], laid out as {@link NetworkPlan} says
 */
public record Weights(NetworkSpec spec, float[] values) {
  public Weights {
    if (values.length != spec.parameters()) {
      throw new IllegalArgumentException(values.length + " values for " + spec);
    }
  }

  /**
   * Weights to begin with, drawn uniformly within each layer's own limit, and zero biases. Each
   * layer has a stream of its own, so that what stands before it does not change its draws.
   */
  public static Weights initial(NetworkSpec spec, long seed) {
    NetworkPlan plan = spec.plan();
    float[] values = new float[plan.parameters()];
    int layer = 0;
    for (PlannedLayer planned : plan.withParameters()) {
      RandomStream random = new RandomStream(seed, RngStream.INITIAL_WEIGHTS, layer++);
      ParameterSlot weight = planned.weight();
      for (int i = weight.offset(); i < weight.end(); i++) {
        values[i] = (float) random.between(-weight.limit(), weight.limit());
      }
    }
    return new Weights(spec, values);
  }

  /** Copy of one tensor. */
  public float[] tensor(ParameterSlot slot) {
    return Arrays.copyOfRange(values, slot.offset(), slot.end());
  }
}
