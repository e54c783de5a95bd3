package anchorbench.network;

import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Arrays;

/**
 * The parameters of a network, or numbers of the same shape such as gradients.
 *
 * @param values float32 [spec.parameters()], laid out as {@link NetworkSpec} says
 */
public record Weights(NetworkSpec spec, float[] values) {
  public Weights {
    if (values.length != spec.parameters()) {
      throw new IllegalArgumentException(values.length + " values for " + spec);
    }
  }

  /**
   * Glorot-uniform weights, +-sqrt(6 / (in + out)), and zero biases (Glorot and Bengio 2010, eq.
   * 16).
   */
  public static Weights glorotUniform(NetworkSpec spec, long seed) {
    float[] values = new float[spec.parameters()];
    for (int layer = 0; layer < spec.layers(); layer++) {
      RandomStream random = new RandomStream(seed, RngStream.INITIAL_WEIGHTS, layer);
      double limit = Math.sqrt(6.0 / (spec.in(layer) + spec.out(layer)));
      for (int i = spec.weightOffset(layer); i < spec.biasOffset(layer); i++) {
        values[i] = (float) random.between(-limit, limit);
      }
    }
    return new Weights(spec, values);
  }

  /** Copy of a layer's weight, [in, out]. */
  public float[] weight(int layer) {
    return Arrays.copyOfRange(values, spec.weightOffset(layer), spec.biasOffset(layer));
  }

  /** Copy of a layer's bias, [out]. */
  public float[] bias(int layer) {
    return Arrays.copyOfRange(values, spec.biasOffset(layer), spec.weightOffset(layer + 1));
  }
}
