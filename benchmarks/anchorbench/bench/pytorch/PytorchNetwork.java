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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The network in PyTorch's own layers, in the form that is fastest of those the binding has: images
 * have their channels last, and a maximum is taken before the ReLU, which then works on fewer
 * numbers and gives the same.
 */
final class PytorchNetwork {
  private static final int[] MATRIX = {1, 0};
  private static final int[] CHANNELS_LAST = {0, 2, 3, 1};
  private static final int[] CHANNELS_SECOND = {0, 3, 1, 2};

  private final NetworkSpec spec;
  private final NetworkPlan plan;

  /** In the order in which they are computed. */
  private final List<Placed> layers = new ArrayList<>();

  /** A layer, and where its parameters begin. */
  private record Placed(Layer layer, int first) {}

  /**
   * A weight before its bias: [out, in], as PyTorch's linear layer wants it, or [out, height,
   * width, in]. Where filters have their channels last, torch's convolution writes images so, too.
   */
  final NDArray[] parameters;

  PytorchNetwork(NDManager manager, Weights initial) {
    spec = initial.spec();
    plan = spec.plan();
    parameters = new NDArray[plan.slots().size()];
    for (int i = 0; i < parameters.length; i++) {
      ParameterSlot slot = plan.slots().get(i);
      try (NDManager scratch = manager.newSubManager()) {
        NDArray tensor = scratch.create(initial.tensor(slot), new Shape(slot.dimensions()));
        NDArray turned = turned(slot, tensor, MATRIX, CHANNELS_LAST);
        // By way of an array: a copy by torch would lie as the tensor lay before.
        parameters[i] = manager.create(turned.toFloatArray(), turned.getShape());
      }
    }
    int next = 0;
    for (PlannedLayer layer : plan.layers()) {
      layers.add(new Placed(layer.layer(), next));
      next += layer.parameters().size();
    }
    takeMaximaFirst();
  }

  /** A view of a tensor with its axes in another order. */
  private static NDArray turned(ParameterSlot slot, NDArray tensor, int[] matrix, int[] filters) {
    return switch (slot.axes().size()) {
      case 2 -> tensor.transpose(matrix);
      case 4 -> tensor.transpose(filters);
      default -> tensor.reshape(-1);
    };
  }

  private void takeMaximaFirst() {
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i).layer instanceof MaxPool2d && layers.get(i - 1).layer instanceof Relu) {
        Collections.swap(layers, i - 1, i);
      }
    }
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
    for (Placed placed : layers) {
      values = output(placed.layer, values, placed.first);
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
                  filters(parameters[first], values.getManager()),
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

  /** With the axes in torch's order: a view, which goes with the step. */
  private static NDArray filters(NDArray parameter, NDManager step) {
    NDArray view = parameter.transpose(CHANNELS_SECOND);
    view.attach(step);
    return view;
  }

  private static Shape square(int side) {
    return new Shape(side, side);
  }

  Weights weights() {
    return PeerWeights.of(spec, this::tensor);
  }

  private float[] tensor(int i) {
    try (NDArray turned = turned(plan.slots().get(i), parameters[i], MATRIX, CHANNELS_SECOND)) {
      return turned.toFloatArray();
    }
  }
}
