package anchorbench.bench.dl4j;

import anchorbench.data.Shape;
import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import anchorbench.network.layer.Window;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;

/** A network as Deeplearning4j's configuration: one layer for each of ours that does anything. */
final class GraphLayers {
  static final String INPUT = "input";

  private final NetworkSpec spec;

  /** Names of the layers with parameters, in their order. */
  private final List<String> weighted = new ArrayList<>();

  private String last = INPUT;

  GraphLayers(NetworkSpec spec) {
    this.spec = spec;
  }

  List<String> weighted() {
    return weighted;
  }

  /** The layer whose output is the embedding. */
  String last() {
    return last;
  }

  /** Whether rows go in as images; a perceptron takes them as they are. */
  boolean takesImages() {
    return spec.layers().stream().anyMatch(layer -> needsImage(layer));
  }

  private static boolean needsImage(anchorbench.network.layer.Layer layer) {
    return switch (layer) {
      case Conv2d _, MaxPool2d _, AveragePool2d _, GlobalAveragePool _ -> true;
      case Dense _, Relu _, Flatten _ -> false;
    };
  }

  ComputationGraphConfiguration configuration() {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .updater(new NoOp())
            .activation(Activation.IDENTITY)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(inputType());
    for (PlannedLayer planned : spec.plan().layers()) {
      Layer layer = layer(planned);
      if (layer != null) {
        String name = String.valueOf(graph.getVertices().size());
        graph.addLayer(name, layer, last);
        last = name;
        if (planned.hasParameters()) {
          weighted.add(name);
        }
      }
    }
    return graph.setOutputs(last).build();
  }

  private InputType inputType() {
    Shape shape = spec.input();
    return takesImages()
        ? InputType.convolutional(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NCHW)
        : InputType.feedForward(shape.size());
  }

  /** Null for what Deeplearning4j does by itself before a dense layer: to see images as rows. */
  private static Layer layer(PlannedLayer planned) {
    return switch (planned.layer()) {
      case Dense dense -> new DenseLayer.Builder().nOut(dense.outputs()).build();
      case Conv2d(int filters, Window window) ->
          new ConvolutionLayer.Builder(
                  square(window.size()), square(window.stride()), square(window.padding()))
              .nOut(filters)
              .build();
      case MaxPool2d(Window window) -> pool(PoolingType.MAX, window);
      case AveragePool2d(Window window) -> pool(PoolingType.AVG, window);
      case GlobalAveragePool _ -> new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
      case Relu _ -> new ActivationLayer.Builder().activation(Activation.RELU).build();
      case Flatten _ -> null;
    };
  }

  /** A mean is over what lies in the image. */
  private static Layer pool(PoolingType type, Window window) {
    return new SubsamplingLayer.Builder(
            type, square(window.size()), square(window.stride()), square(window.padding()))
        .avgPoolIncludePadInDivisor(false)
        .build();
  }

  private static int[] square(int side) {
    return new int[] {side, side};
  }
}
