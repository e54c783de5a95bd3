package anchorbench.network;

import anchorbench.InputException;
import anchorbench.memory.JavaHeap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A multi-layer perceptron: ReLU after every layer but the last, which is linear. Parameters lie in
 * one row of numbers, layer by layer: weight [in, out] row-major, then bias [out].
 *
 * @param widths numbers in, hidden widths, numbers out; e.g. 784, 128, 128, 64
 */
public record NetworkSpec(List<Integer> widths) {
  public static final NetworkSpec DEFAULT = parse("784-128-128-64");

  public NetworkSpec {
    widths = List.copyOf(widths);
    if (widths.size() < 2 || widths.stream().anyMatch(w -> w < 1 || w > 1 << 20)) {
      throw new InputException(
          "network " + widths + ": expected two or more widths from 1 to 1048576");
    }
    long parameters = 0;
    for (int layer = 0; layer + 1 < widths.size(); layer++) {
      parameters += (widths.get(layer) + 1L) * widths.get(layer + 1);
    }
    // All offsets are ints.
    JavaHeap.elements(
        "network "
            + widths.stream().map(String::valueOf).collect(Collectors.joining("-"))
            + ", its parameters",
        parameters);
  }

  /** Reads {@code 784-128-128-64}. */
  public static NetworkSpec parse(String text) {
    try {
      return new NetworkSpec(Arrays.stream(text.strip().split("-")).map(Integer::valueOf).toList());
    } catch (NumberFormatException e) {
      throw new InputException("network '" + text + "': expected widths as in 784-128-128-64", e);
    }
  }

  /** The same network for images of another size. */
  public NetworkSpec withInputs(int inputs) {
    List<Integer> changed = new java.util.ArrayList<>(widths);
    changed.set(0, inputs);
    return new NetworkSpec(changed);
  }

  public int layers() {
    return widths.size() - 1;
  }

  public int inputs() {
    return widths.getFirst();
  }

  /**
   * Multiplications and additions of the matrix products of a training step: forward, gradient of
   * the weights, and gradient of the input, which the first layer has no need of.
   *
   * @param rows that go through the network
   */
  public double stepOperations(double rows) {
    double operations = 0;
    for (int layer = 0; layer < layers(); layer++) {
      double weights = (double) in(layer) * out(layer);
      operations += (layer == 0 ? 2 : 3) * 2 * rows * weights;
    }
    return operations;
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

  public int weightOffset(int layer) {
    int offset = 0;
    for (int l = 0; l < layer; l++) {
      offset += (in(l) + 1) * out(l);
    }
    return offset;
  }

  public int biasOffset(int layer) {
    return weightOffset(layer) + in(layer) * out(layer);
  }

  public int parameters() {
    return weightOffset(layers());
  }

  @Override
  public String toString() {
    return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }
}
