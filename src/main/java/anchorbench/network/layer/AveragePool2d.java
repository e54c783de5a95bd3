package anchorbench.network.layer;

import anchorbench.data.Shape;

/** The mean of each window, by channel, over what of it lies in the image. */
public record AveragePool2d(Window window) implements Layer {
  @Override
  public Shape output(Shape in) {
    return window.output(this, in, in.channels());
  }

  @Override
  public String toString() {
    return Pools.text("avg", window);
  }
}
