package anchorbench.bench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import anchorbench.bench.peer.PeerWeights;
import anchorbench.network.NetworkPlan;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterSlot;
import anchorbench.network.PlannedLayer;
import anchorbench.network.Weights;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import anchorbench.network.layer.Window;

/** The network in PyTorch's own layers, and its parameters, a weight before its bias. */
final class PytorchNetwork {
  private final NetworkSpec spec;
  private final NetworkPlan plan;
  final NDArray[] parameters;

  PytorchNetwork(NDManager manager, Weights initial) {
    spec = initial.spec();
    plan = spec.plan();
    parameters = new NDArray[plan.slots().size()];
    for (int i = 0; i < parameters.length; i++) {
      ParameterSlot slot = plan.slots().get(i);
      long[] axes = slot.dimensions();
      NDArray tensor = manager.create(initial.tensor(slot), new Shape(axes));
      parameters[i] = isMatrix(slot) ? tensor.transpose().duplicate() : tensor;
    }
  }

  /** PyTorch's linear layer wants [out, in]. */
  private static boolean isMatrix(ParameterSlot slot) {
    return slot.axes().size() == 2;
  }

  /**
   * @param rows float32 [n, pixels]
   * @return float32 [n, outputs]
   */
  NDArray embed(NDArray rows) {
    long count = rows.getShape().get(0);
    NDArray values = rows;
    if (!Flatten.isFlat(spec.input())) {
      var image = spec.input();
      values = rows.reshape(count, image.channels(), image.height(), image.width());
    }
    int next = 0;
    for (PlannedLayer planned : plan.layers()) {
      values = output(planned.layer(), values, next);
      next += planned.parameters().size();
    }
    return values.reshape(count, spec.outputs());
  }

  private NDArray output(Layer layer, NDArray values, int first) {
    long count = values.getShape().get(0);
    return switch (layer) {
      case Dense _ ->
          Linear.linear(values.reshape(count, -1), parameters[first], parameters[first + 1])
              .singletonOrThrow();
      case anchorbench.network.layer.Conv2d(int _, Window window) ->
          Conv2d.conv2d(
                  values,
                  parameters[first],
                  parameters[first + 1],
                  square(window.stride()),
                  square(window.padding()))
              .singletonOrThrow();
      case MaxPool2d(Window window) ->
          Pool.maxPool2d(
              values,
              square(window.size()),
              square(window.stride()),
              square(window.padding()),
              false);
      case AveragePool2d(Window window) ->
          Pool.avgPool2d(
              values,
              square(window.size()),
              square(window.stride()),
              square(window.padding()),
              false,
              false);
      case GlobalAveragePool _ -> Pool.globalAvgPool2d(values);
      case Relu _ -> Activation.relu(values);
      case Flatten _ -> values.reshape(count, -1);
    };
  }

  private static Shape square(int side) {
    return new Shape(side, side);
  }

  Weights weights() {
    return PeerWeights.of(
        spec,
        i ->
            (isMatrix(plan.slots().get(i)) ? parameters[i].transpose() : parameters[i])
                .toFloatArray());
  }
}
