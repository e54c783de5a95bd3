package anchorbench.engine.reference;

import anchorbench.data.Shape;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Window;

/** A convolution by its definition; weight [out, in, height, width], images [channel, y, x]. */
final class ReferenceConvolution {
  private ReferenceConvolution() {}

  /** What is done with each pair of an input and the weight that leads it to an output. */
  private interface Tap {
    void at(int output, int input, int weight);
  }

  static double[] forward(PlannedLayer layer, Window window, double[] in, double[] parameters) {
    double[] out = new double[layer.out().size()];
    int places = layer.out().height() * layer.out().width();
    for (int output = 0; output < out.length; output++) {
      out[output] = parameters[layer.bias().offset() + output / places];
    }
    taps(layer, window, (output, input, weight) -> out[output] += in[input] * parameters[weight]);
    return out;
  }

  /**
   * @param upper loss by output
   * @param gradient loss by parameter, added to
   * @return loss by input
   */
  static double[] backward(
      PlannedLayer layer,
      Window window,
      double[] in,
      double[] parameters,
      double[] upper,
      double[] gradient) {
    double[] lower = new double[in.length];
    int places = layer.out().height() * layer.out().width();
    for (int output = 0; output < upper.length; output++) {
      gradient[layer.bias().offset() + output / places] += upper[output];
    }
    taps(
        layer,
        window,
        (output, input, weight) -> {
          gradient[weight] += in[input] * upper[output];
          lower[input] += parameters[weight] * upper[output];
        });
    return lower;
  }

  private static void taps(PlannedLayer layer, Window window, Tap tap) {
    Shape in = layer.in();
    Shape out = layer.out();
    int weight = layer.weight().offset();
    for (int filter = 0; filter < out.channels(); filter++) {
      for (int channel = 0; channel < in.channels(); channel++) {
        for (int ky = 0; ky < window.size(); ky++) {
          for (int kx = 0; kx < window.size(); kx++, weight++) {
            for (int oy = 0; oy < out.height(); oy++) {
              int y = window.start(oy) + ky;
              for (int ox = 0; ox < out.width(); ox++) {
                int x = window.start(ox) + kx;
                // Elsewhere lies the padding, which is zero.
                if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                  tap.at(
                      (filter * out.height() + oy) * out.width() + ox,
                      (channel * in.height() + y) * in.width() + x,
                      weight);
                }
              }
            }
          }
        }
      }
    }
  }
}
