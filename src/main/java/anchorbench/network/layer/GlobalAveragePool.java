package anchorbench.network.layer;

import anchorbench.data.Shape;

/** The mean of each channel. */
public record GlobalAveragePool() implements Layer {
  @Override
  public Shape output(Shape in) {
    return new Shape(in.channels(), 1, 1);
  }

  @Override
  public String toString() {
    return "gap";
  }
}
