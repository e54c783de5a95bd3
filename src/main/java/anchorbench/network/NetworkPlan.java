package anchorbench.network;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.memory.JavaHeap;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.ParameterShape;
import java.util.ArrayList;
import java.util.List;

/**
 * A network compiled: for each layer the shapes of its input and output and where its parameters
 * lie. They lie in one row of numbers, layer by layer, a weight before its bias.
 *
 * @param parameters numbers in all
 */
public record NetworkPlan(List<PlannedLayer> layers, int parameters) {
  public NetworkPlan {
    layers = List.copyOf(layers);
  }

  /**
   * @throws InputException if the layers do not fit each other, naming the layer and both shapes
   */
  static NetworkPlan of(Shape input, List<Layer> layers) {
    List<PlannedLayer> planned = new ArrayList<>();
    Shape in = input;
    long offset = 0;
    int counted = 0;
    for (Layer layer : layers) {
      Shape out = output(layer, planned.size(), in);
      List<ParameterSlot> slots = new ArrayList<>();
      for (ParameterShape shape : layer.parameters(in)) {
        String name = "layer" + counted + "." + shape.name();
        // All offsets are ints.
        JavaHeap.elements(
            "layer %s, %s, its parameters".formatted(planned.size() + 1, layer),
            offset + shape.size());
        slots.add(
            new ParameterSlot(name, shape.axes(), (int) offset, (int) shape.size(), shape.limit()));
        offset += shape.size();
      }
      counted += slots.isEmpty() ? 0 : 1;
      planned.add(new PlannedLayer(layer, in, out, slots));
      in = out;
    }
    return new NetworkPlan(planned, (int) offset);
  }

  private static Shape output(Layer layer, int index, Shape in) {
    try {
      return layer.output(in);
    } catch (InputException e) {
      throw new InputException("layer " + (index + 1) + ", " + e.getMessage(), e);
    }
  }

  public Shape output() {
    return layers.getLast().out();
  }

  /** Layers that have parameters, in order. */
  public List<PlannedLayer> withParameters() {
    return layers.stream().filter(PlannedLayer::hasParameters).toList();
  }

  /** Every tensor of parameters, in order. */
  public List<ParameterSlot> slots() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** Numbers of the largest row, the input's among them. */
  public int widest() {
    return layers.stream()
        .mapToInt(layer -> Math.max(layer.in().size(), layer.out().size()))
        .max()
        .orElseThrow();
  }

  /** Numbers that one row is on its way through all layers, its input among them. */
  public double numbersPerRow() {
    return layers.getFirst().in().size()
        + layers.stream().mapToDouble(layer -> layer.out().size()).sum();
  }

  /**
   * Multiplications and additions of the products of a training step: forward, gradient of the
   * weights, and gradient of the input, which the first layer with weights has no need of.
   *
   * @param rows that go through the network
   */
  public double stepOperations(double rows) {
    double operations = 0;
    int products = 2;
    for (PlannedLayer layer : withParameters()) {
      operations += products * rows * layer.layer().operations(layer.in());
      products = 3;
    }
    return operations;
  }
}
