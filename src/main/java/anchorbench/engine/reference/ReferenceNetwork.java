package anchorbench.engine.reference;

import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;

/** The network, one input at a time, in double. */
final class ReferenceNetwork {
  private final NetworkSpec spec;
  final double[] parameters;

  ReferenceNetwork(NetworkSpec spec, float[] values) {
    this.spec = spec;
    this.parameters = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      parameters[i] = values[i];
    }
  }

  /** Outputs of every layer for one input; entry 0 is the input. */
  double[][] forward(float[] input) {
    double[][] activations = new double[spec.layers() + 1][];
    activations[0] = new double[input.length];
    for (int i = 0; i < input.length; i++) {
      activations[0][i] = input[i];
    }
    for (int layer = 0; layer < spec.layers(); layer++) {
      double[] out = new double[spec.out(layer)];
      for (int j = 0; j < out.length; j++) {
        double sum = parameters[spec.biasOffset(layer) + j];
        for (int i = 0; i < spec.in(layer); i++) {
          sum += activations[layer][i] * parameters[spec.weightOffset(layer) + i * out.length + j];
        }
        boolean linear = layer == spec.layers() - 1;
        out[j] = linear ? sum : Math.max(0, sum);
      }
      activations[layer + 1] = out;
    }
    return activations;
  }

  /** Where an input comes from: float32 [inputs]. */
  interface Inputs {
    float[] row(int i);
  }

  /** Embeddings of {@code count} inputs, float32 [count, outputs]. */
  static float[] embed(int count, Inputs inputs, Weights weights) {
    NetworkSpec spec = weights.spec();
    ReferenceNetwork network = new ReferenceNetwork(spec, weights.values());
    float[] embeddings = new float[count * spec.outputs()];
    for (int i = 0; i < count; i++) {
      double[] embedding = network.forward(inputs.row(i))[spec.layers()];
      for (int j = 0; j < embedding.length; j++) {
        embeddings[i * spec.outputs() + j] = (float) embedding[j];
      }
    }
    return embeddings;
  }

  /**
   * Adds one input's share of the gradient.
   *
   * @param activations from {@link #forward}
   * @param outputGradient loss by output
   * @param gradient loss by parameter, added to
   */
  void backward(double[][] activations, double[] outputGradient, double[] gradient) {
    double[] upper = outputGradient;
    for (int layer = spec.layers() - 1; layer >= 0; layer--) {
      double[] in = activations[layer];
      double[] lower = new double[in.length];
      for (int j = 0; j < upper.length; j++) {
        gradient[spec.biasOffset(layer) + j] += upper[j];
        for (int i = 0; i < in.length; i++) {
          int weight = spec.weightOffset(layer) + i * upper.length + j;
          gradient[weight] += in[i] * upper[j];
          lower[i] += parameters[weight] * upper[j];
        }
      }
      for (int i = 0; i < in.length; i++) {
        // Below the first layer lies the input, which has no ReLU and needs no gradient.
        lower[i] = in[i] > 0 ? lower[i] : 0;
      }
      upper = lower;
    }
  }
}
