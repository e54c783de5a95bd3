package anchorbench.engine.nd4j;

import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes the stages of a network and the arrays between them. */
final class Nd4jStages {
  private final KeptArrays arrays;
  private final Nd4jParameters parameters;
  private final int capacity;
  private final boolean training;
  private final boolean onCard;

  /**
   * @param capacity rows at most
   * @param training whether there will be a way back
   * @param onCard whether ND4J's backend is CUDA's
   */
  Nd4jStages(
      KeptArrays arrays,
      Nd4jParameters parameters,
      int capacity,
      boolean training,
      boolean onCard) {
    this.arrays = arrays;
    this.parameters = parameters;
    this.capacity = capacity;
    this.training = training;
    this.onCard = onCard;
  }

  /** The network's input; nobody asks for the loss by it. */
  Nd4jActivations input(NetworkSpec spec) {
    return Nd4jActivations.allocate(arrays, spec.input(), capacity, false);
  }

  List<Nd4jStage> of(NetworkSpec spec, Nd4jActivations input) {
    List<Nd4jStage> stages = new ArrayList<>();
    Nd4jActivations at = input;
    for (PlannedLayer layer : maximaFirst(spec.plan().layers())) {
      if (layer.layer() instanceof Flatten) {
        at = at.as(layer.out());
        continue;
      }
      Nd4jStage stage = stage(layer, at);
      stages.add(stage);
      at = stage.out();
    }
    return stages;
  }

  /** A maximum before the ReLU is the same one, and leaves the ReLU fewer numbers. */
  private static List<PlannedLayer> maximaFirst(List<PlannedLayer> layers) {
    List<PlannedLayer> order = new ArrayList<>(layers);
    for (int i = 1; i < order.size(); i++) {
      if (order.get(i).layer() instanceof MaxPool2d && order.get(i - 1).layer() instanceof Relu) {
        Collections.swap(order, i - 1, i);
      }
    }
    return order;
  }

  private Nd4jStage stage(PlannedLayer layer, Nd4jActivations in) {
    return switch (layer.layer()) {
      case Dense _ -> new Nd4jDense(layer, parameters, in, output(layer, in));
      case Conv2d conv -> convolution(layer, conv, in);
      case MaxPool2d pool ->
          new Nd4jMaxPool(Nd4jPool.largest(pool.window(), in, output(layer, in)), in);
      case AveragePool2d pool -> Nd4jPool.means(pool.window(), in, output(layer, in));
      case GlobalAveragePool _ -> Nd4jPool.channelMeans(in, output(layer, in));
      case Relu _ -> new Nd4jRelu(in);
      case Flatten _ -> throw new IllegalArgumentException(layer.toString());
    };
  }

  private Nd4jStage convolution(PlannedLayer layer, Conv2d conv, Nd4jActivations in) {
    Nd4jActivations out = output(layer, in);
    return onCard
        ? new Nd4jCardConvolution(layer, conv.window(), arrays, parameters, in, out)
        : new Nd4jProductConvolution(layer, conv.window(), arrays, parameters, in, out);
  }

  /** Nobody asks for the loss by what lies before the first layer with weights. */
  private Nd4jActivations output(PlannedLayer layer, Nd4jActivations in) {
    boolean deltas = training && (layer.hasParameters() || in.hasDeltas());
    return Nd4jActivations.allocate(arrays, layer.out(), capacity, deltas);
  }
}
