package anchorbench.network;

import anchorbench.InputException;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Layer;
import anchorbench.network.layer.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Dense layers by their widths, with a ReLU after each but the last: a network that has no others,
 * or the end of one that has.
 *
 * @param spec the whole network
 * @param widths numbers in, hidden widths, numbers out; one alone if there is no dense layer
 * @param offset where the parameters of these layers begin among those of the network
 */
public record DenseNetwork(NetworkSpec spec, List<Integer> widths, int offset) {
  public DenseNetwork {
    widths = List.copyOf(widths);
  }

  /** Whether a network has dense layers alone, with a ReLU after each but the last. */
  public static boolean isPerceptron(NetworkSpec spec) {
    List<Layer> layers = spec.layers();
    for (int i = 0; i < layers.size(); i++) {
      if (!(i % 2 == 0 ? layers.get(i) instanceof Dense : layers.get(i) instanceof Relu)) {
        return false;
      }
    }
    return layers.getLast() instanceof Dense;
  }

  /** Why an engine of dense layers does not run a network; empty where it does. */
  public static Optional<String> refusal(NetworkSpec spec) {
    return isPerceptron(spec)
        ? Optional.empty()
        : Optional.of(
            "network '"
                + spec
                + "': this engine has dense layers alone, as in 784-128-128-64, so far.");
  }

  /**
   * @throws InputException if the network has other layers
   */
  public static DenseNetwork of(NetworkSpec spec) {
    refusal(spec)
        .ifPresent(
            reason -> {
              throw new InputException(reason);
            });
    return endOf(spec);
  }

  /** The dense layers that a network ends with, behind all others. */
  public static DenseNetwork endOf(NetworkSpec spec) {
    NetworkPlan plan = spec.plan();
    List<Integer> widths = new ArrayList<>();
    int offset = plan.parameters();
    for (PlannedLayer planned : plan.layers()) {
      if (planned.layer() instanceof Dense dense) {
        if (widths.isEmpty()) {
          widths.add(planned.in().size());
          offset = planned.weight().offset();
        }
        widths.add(dense.outputs());
      }
    }
    return new DenseNetwork(spec, widths.isEmpty() ? List.of(spec.outputs()) : widths, offset);
  }

  public int layers() {
    return widths.size() - 1;
  }

  public int inputs() {
    return widths.getFirst();
  }

  public int outputs() {
    return widths.getLast();
  }

  /** Numbers into a layer, counted from 0. */
  public int in(int layer) {
    return widths.get(layer);
  }

  /** Numbers out of a layer. */
  public int out(int layer) {
    return widths.get(layer + 1);
  }

  /** Where a layer's weight begins, [in, out]; of the layer behind the last, where all end. */
  public int weightOffset(int layer) {
    int at = offset;
    for (int l = 0; l < layer; l++) {
      at += (in(l) + 1) * out(l);
    }
    return at;
  }

  public int biasOffset(int layer) {
    return weightOffset(layer) + in(layer) * out(layer);
  }

  /** Numbers that these layers have. */
  public int parameters() {
    return weightOffset(layers()) - offset;
  }

  @Override
  public String toString() {
    return spec.toString();
  }
}
