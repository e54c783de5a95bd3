package anchorbench.network.layer;

import anchorbench.data.Shape;

/**
 * The largest number of each window, by channel; padding never is. The gradient goes to the first
 * of several that are equal, in the order of rows.
 */
public record MaxPool2d(Window window) implements Layer {
  @Override
  public Shape output(Shape in) {
    return window.output(this, in, in.channels());
  }

  @Override
  public String toString() {
    return Pools.text("pool", window);
  }
}
