package anchorbench.engine.reference;

import anchorbench.network.NetworkPlan;
import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import anchorbench.network.Weights;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import java.util.Arrays;

/** The network, one input at a time, in double: each layer as it is defined. */
final class ReferenceNetwork {
  private final NetworkPlan plan;
  final double[] parameters;

  ReferenceNetwork(NetworkSpec spec, float[] values) {
    this.plan = spec.plan();
    this.parameters = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      parameters[i] = values[i];
    }
  }

  /** Outputs of every layer for one input; entry 0 is the input, the last the embedding. */
  double[][] forward(float[] input) {
    double[][] activations = new double[plan.layers().size() + 1][];
    activations[0] = new double[input.length];
    for (int i = 0; i < input.length; i++) {
      activations[0][i] = input[i];
    }
    for (int i = 0; i < plan.layers().size(); i++) {
      activations[i + 1] = output(plan.layers().get(i), activations[i]);
    }
    return activations;
  }

  private double[] output(PlannedLayer layer, double[] in) {
    return switch (layer.layer()) {
      case Dense _ -> ReferenceDense.forward(layer, in, parameters);
      case Conv2d conv -> ReferenceConvolution.forward(layer, conv.window(), in, parameters);
      case MaxPool2d pool -> ReferencePooling.largest(layer, pool.window(), in);
      case AveragePool2d pool -> ReferencePooling.means(layer, pool.window(), in);
      case GlobalAveragePool _ -> ReferencePooling.channelMeans(layer, in);
      case Relu _ -> Arrays.stream(in).map(x -> Math.max(0, x)).toArray();
      case Flatten _ -> in;
    };
  }

  /** Where an input comes from: float32 [inputs]. */
  interface Inputs {
    float[] row(int i);
  }

  /** Embeddings of {@code count} inputs, float32 [count, outputs]. */
  static float[] embed(int count, Inputs inputs, Weights weights) {
    ReferenceNetwork network = new ReferenceNetwork(weights.spec(), weights.values());
    int outputs = weights.spec().outputs();
    float[] embeddings = new float[count * outputs];
    for (int i = 0; i < count; i++) {
      double[][] activations = network.forward(inputs.row(i));
      double[] embedding = activations[activations.length - 1];
      for (int j = 0; j < outputs; j++) {
        embeddings[i * outputs + j] = (float) embedding[j];
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
    for (int i = plan.layers().size() - 1; i >= 0; i--) {
      upper = inputGradient(plan.layers().get(i), activations[i], upper, gradient);
    }
  }

  /** Loss by a layer's input; what its parameters get is added to {@code gradient}. */
  private double[] inputGradient(
      PlannedLayer layer, double[] in, double[] upper, double[] gradient) {
    return switch (layer.layer()) {
      case Dense _ -> ReferenceDense.backward(layer, in, parameters, upper, gradient);
      case Conv2d conv ->
          ReferenceConvolution.backward(layer, conv.window(), in, parameters, upper, gradient);
      case MaxPool2d pool -> ReferencePooling.toLargest(layer, pool.window(), in, upper);
      case AveragePool2d pool -> ReferencePooling.spread(layer, pool.window(), upper);
      case GlobalAveragePool _ -> ReferencePooling.spreadOverChannels(layer, upper);
      case Relu _ -> {
        double[] lower = new double[in.length];
        for (int j = 0; j < in.length; j++) {
          lower[j] = in[j] > 0 ? upper[j] : 0;
        }
        yield lower;
      }
      case Flatten _ -> upper;
    };
  }
}
