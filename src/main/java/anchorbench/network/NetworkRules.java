package anchorbench.network;

import anchorbench.InputException;
import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import java.util.List;

/** What a network's layers must be whatever the shapes: in an order that makes sense. */
final class NetworkRules {
  private NetworkRules() {}

  /**
   * @throws InputException naming the layer that breaks a rule
   */
  static void require(List<Layer> layers) {
    Layer rowsSince = null;
    Layer weightsSince = null;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String place = "layer " + (i + 1) + ", " + layer + ": ";
      if (rowsSince != null && needsImage(layer)) {
        throw new InputException(
            place
                + "works on images, and what comes from "
                + rowsSince
                + " is one row of numbers; convolutions and pools come before dense layers");
      }
      if (weightsSince != null && hasWeights(layer)) {
        throw new InputException(
            place + "without a relu after " + weightsSince + " both would be one layer");
      }
      switch (layer) {
        case Dense _ -> {
          rowsSince = layer;
          weightsSince = layer;
        }
        case Conv2d _ -> weightsSince = layer;
        case Relu _ -> {
          if (i > 0 && layers.get(i - 1) instanceof Relu) {
            throw new InputException(place + "directly after another it does nothing");
          }
          weightsSince = null;
        }
        case Flatten _ -> {
          if (rowsSince != null) {
            throw new InputException(place + "what comes from " + rowsSince + " is flat");
          }
          rowsSince = layer;
        }
        case MaxPool2d _, AveragePool2d _, GlobalAveragePool _ -> {}
      }
    }
    requireEnd(layers);
    if (layers.stream().noneMatch(NetworkRules::hasWeights)) {
      throw new InputException("a network without weights; expected a convolution or a width");
    }
  }

  private static void requireEnd(List<Layer> layers) {
    switch (layers.getLast()) {
      case Relu _ ->
          throw new InputException(
              "it ends with relu, and an embedding has negative numbers, too: leave the last one"
                  + " out");
      case Flatten _ ->
          throw new InputException(
              "it ends with flatten, and an embedding is not an image: end with gap or a width");
      case Dense _, Conv2d _, MaxPool2d _, AveragePool2d _, GlobalAveragePool _ -> {}
    }
  }

  static boolean hasWeights(Layer layer) {
    return switch (layer) {
      case Dense _, Conv2d _ -> true;
      case MaxPool2d _, AveragePool2d _, GlobalAveragePool _, Relu _, Flatten _ -> false;
    };
  }

  private static boolean needsImage(Layer layer) {
    return switch (layer) {
      case Conv2d _, MaxPool2d _, AveragePool2d _, GlobalAveragePool _ -> true;
      case Dense _, Relu _, Flatten _ -> false;
    };
  }
}
