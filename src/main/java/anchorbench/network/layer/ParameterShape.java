package anchorbench.network.layer;

import java.util.List;

/**
 * One tensor of parameters of a layer.
 *
 * @param name {@code weight} or {@code bias}
 * @param axes dense weight [in, out], convolution's weight [out, in, height, width], bias [out]
 * @param limit initial values are drawn uniformly from -limit to limit
 */
public record ParameterShape(String name, List<Integer> axes, long fanIn, double limit) {
  public static final String WEIGHT = "weight";
  public static final String BIAS = "bias";

  public ParameterShape {
    axes = List.copyOf(axes);
  }

  static ParameterShape bias(int outputs) {
    return new ParameterShape(BIAS, List.of(outputs), 1, 0);
  }

  /** Numbers of the tensor; may be more than an array holds. */
  public long size() {
    return axes.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }
}
