package anchorbench.network;

import anchorbench.data.Shape;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import java.util.function.Predicate;

/**
 * The order of parameters for an engine whose images lie with their channels last: convolutions'
 * weights as [height, width, in, out], and the rows of a dense layer behind images in the order
 * height, width, channel.
 */
public final class ParameterOrder {
  /** int32 [parameters]: where each number lies among {@code Weights}; null if nothing moves. */
  private final int[] source;

  private ParameterOrder(int[] source) {
    this.source = source;
  }

  public static ParameterOrder channelsLast(NetworkSpec spec) {
    return channelsLast(spec, _ -> false);
  }

  /**
   * @param filtersFirst convolutions whose weights lie [out, height, width, in]
   */
  public static ParameterOrder channelsLast(
      NetworkSpec spec, Predicate<PlannedLayer> filtersFirst) {
    if (DenseNetwork.isPerceptron(spec)) {
      return new ParameterOrder(null);
    }
    int[] source = new int[spec.parameters()];
    for (int i = 0; i < source.length; i++) {
      source[i] = i;
    }
    Shape flattened = null;
    for (PlannedLayer layer : spec.plan().layers()) {
      if (layer.layer() instanceof Conv2d conv) {
        convolution(source, layer, conv.window().size(), filtersFirst.test(layer));
      }
      if (layer.layer() instanceof Flatten) {
        flattened = layer.in();
      }
      if (layer.layer() instanceof Dense dense && flattened != null) {
        rows(source, layer.weight().offset(), flattened, dense.outputs());
        flattened = null;
      }
    }
    return new ParameterOrder(source);
  }

  private static void convolution(
      int[] source, PlannedLayer layer, int side, boolean filtersFirst) {
    int offset = layer.weight().offset();
    int taps = side * side;
    int channels = layer.in().channels();
    int filters = layer.out().channels();
    for (int out = 0; out < filters; out++) {
      for (int tap = 0; tap < taps; tap++) {
        for (int in = 0; in < channels; in++) {
          int here = tap * channels + in;
          int at = filtersFirst ? out * taps * channels + here : here * filters + out;
          source[offset + at] = offset + (out * channels + in) * taps + tap;
        }
      }
    }
  }

  private static void rows(int[] source, int offset, Shape image, int outputs) {
    int places = image.height() * image.width();
    int at = offset;
    for (int place = 0; place < places; place++) {
      for (int channel = 0; channel < image.channels(); channel++) {
        for (int out = 0; out < outputs; out++) {
          source[at++] = offset + (channel * places + place) * outputs + out;
        }
      }
    }
  }

  /** Copies, from the order of {@link Weights}; the array itself where nothing moves. */
  public float[] toEngine(float[] values) {
    if (source == null) {
      return values;
    }
    float[] ordered = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      ordered[i] = values[source[i]];
    }
    return ordered;
  }

  /** Copies back; the array itself where nothing moves. */
  public float[] fromEngine(float[] ordered) {
    if (source == null) {
      return ordered;
    }
    float[] values = new float[ordered.length];
    for (int i = 0; i < values.length; i++) {
      values[source[i]] = ordered[i];
    }
    return values;
  }
}
