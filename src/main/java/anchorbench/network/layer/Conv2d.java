package anchorbench.network.layer;

import anchorbench.data.Shape;
import java.util.List;

/**
 * Convolution, as the field calls it: each output is the weighted sum of a window over all channels
 * (a cross-correlation, the kernel not being turned around), plus the filter's bias. Padding is
 * zeros.
 *
 * @param filters channels of the output
 */
public record Conv2d(int filters, Window window) implements Layer {
  public Conv2d {
    Widths.require("convolution's filters", filters);
  }

  /** The padding that keeps the size of an image, for an odd kernel and stride 1. */
  public static int samePadding(int kernel) {
    return (kernel - 1) / 2;
  }

  @Override
  public Shape output(Shape in) {
    return window.output(this, in, filters);
  }

  /** He-uniform, +-sqrt(6 / fan-in) (He et al. 2015, eq. 10): a ReLU lets half of it through. */
  @Override
  public List<ParameterShape> parameters(Shape in) {
    long fanIn = (long) in.channels() * window.size() * window.size();
    return List.of(
        new ParameterShape(
            ParameterShape.WEIGHT,
            List.of(filters, in.channels(), window.size(), window.size()),
            fanIn,
            Math.sqrt(6.0 / fanIn)),
        ParameterShape.bias(filters));
  }

  @Override
  public String toString() {
    String padding = window.padding() == samePadding(window.size()) ? "" : "p" + window.padding();
    return "conv"
        + window.size()
        + "x"
        + filters
        + (window.stride() == 1 ? "" : "s" + window.stride())
        + padding;
  }
}
