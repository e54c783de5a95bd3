package anchorbench.network;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The network that turns an image into an embedding: layers one after the other. */
public final class NetworkSpec {
  public static final NetworkSpec DEFAULT = parse("784-128-128-64");

  private final Shape input;
  private final List<Layer> layers;

  /** Compiled once: it is asked in every step. */
  private final NetworkPlan plan;

  /**
   * @param input shape of an image; {@code n} channels of 1x1 for a network that takes images as
   *     rows of numbers
   * @throws InputException if the layers do not fit each other, or their parameters no array
   */
  public NetworkSpec(Shape input, List<Layer> layers) {
    this.input = input;
    this.layers = List.copyOf(layers);
    NetworkRules.require(layers);
    if (layers.getFirst() instanceof Flatten) {
      throw new InputException("it begins with flatten: say that images are rows of numbers");
    }
    plan = NetworkPlan.of(input, this.layers);
    Shape end = plan.output();
    if (!Flatten.isFlat(end)) {
      throw new InputException(
          "it ends with %sx%sx%s, and an embedding is one row of numbers: end with gap or a width"
              .formatted(end.height(), end.width(), end.channels()));
    }
  }

  /**
   * A multi-layer perceptron: ReLU after every layer but the last, which is linear.
   *
   * @param widths numbers in, hidden widths, numbers out; e.g. 784, 128, 128, 64
   */
  public static NetworkSpec perceptron(List<Integer> widths) {
    if (widths.size() < 2 || widths.stream().anyMatch(w -> w < 1 || w > 1 << 20)) {
      throw new InputException(
          "network " + widths + ": expected two or more widths from 1 to 1048576");
    }
    List<Layer> layers = new ArrayList<>();
    for (int width : widths.subList(1, widths.size())) {
      if (!layers.isEmpty()) {
        layers.add(new Relu());
      }
      layers.add(new Dense(width));
    }
    return new NetworkSpec(new Shape(widths.getFirst(), 1, 1), layers);
  }

  /** Reads {@code 784-128-128-64}: a network that says itself what images it takes. */
  public static NetworkSpec parse(String text) {
    return NetworkText.parse(text).alone();
  }

  public Shape input() {
    return input;
  }

  public List<Layer> layers() {
    return layers;
  }

  /** The shapes and parameters of its layers. */
  public NetworkPlan plan() {
    return plan;
  }

  /** Numbers of an image. */
  public int inputs() {
    return input.size();
  }

  /** Numbers of an embedding. */
  public int outputs() {
    return plan.output().size();
  }

  /** Numbers that are trained. */
  public int parameters() {
    return plan.parameters();
  }

  /** As {@link NetworkText} reads it; images that it takes are said by a perceptron alone. */
  @Override
  public String toString() {
    return NetworkText.of(this).toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSpec spec
        && input.equals(spec.input)
        && layers.equals(spec.layers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(input, layers);
  }
}
