package anchorbench.network.layer;

import anchorbench.data.Shape;

/** {@code max(0, x)}; its gradient at 0 is 0. */
public record Relu() implements Layer {
  @Override
  public Shape output(Shape in) {
    return in;
  }

  @Override
  public String toString() {
    return "relu";
  }
}
