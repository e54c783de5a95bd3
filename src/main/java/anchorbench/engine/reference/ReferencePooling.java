package anchorbench.engine.reference;

import anchorbench.data.Shape;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Window;

/** Pools by their definitions; images [channel, y, x]. */
final class ReferencePooling {
  private ReferencePooling() {}

  static double[] largest(PlannedLayer layer, Window window, double[] in) {
    double[] out = new double[layer.out().size()];
    for (int output = 0; output < out.length; output++) {
      out[output] = in[largestInput(layer, window, in, output)];
    }
    return out;
  }

  /** Loss by input: each output's goes to the input that it was. */
  static double[] toLargest(PlannedLayer layer, Window window, double[] in, double[] upper) {
    double[] lower = new double[in.length];
    for (int output = 0; output < upper.length; output++) {
      lower[largestInput(layer, window, in, output)] += upper[output];
    }
    return lower;
  }

  /** The first of the largest inputs of a window, in the order of rows. */
  private static int largestInput(PlannedLayer layer, Window window, double[] in, int output) {
    int[] largest = {-1};
    inputs(
        layer,
        window,
        output,
        input -> {
          // A NaN is larger than anything: it must be seen.
          if (largest[0] < 0 || in[input] > in[largest[0]] || Double.isNaN(in[input])) {
            largest[0] = input;
          }
        });
    return largest[0];
  }

  static double[] means(PlannedLayer layer, Window window, double[] in) {
    double[] out = new double[layer.out().size()];
    for (int output = 0; output < out.length; output++) {
      double[] sumAndCount = new double[2];
      inputs(
          layer,
          window,
          output,
          input -> {
            sumAndCount[0] += in[input];
            sumAndCount[1]++;
          });
      out[output] = sumAndCount[0] / sumAndCount[1];
    }
    return out;
  }

  /** Loss by input: each output's in equal parts to its window. */
  static double[] spread(PlannedLayer layer, Window window, double[] upper) {
    double[] lower = new double[layer.in().size()];
    for (int output = 0; output < upper.length; output++) {
      int[] count = new int[1];
      inputs(layer, window, output, input -> count[0]++);
      double share = upper[output] / count[0];
      inputs(layer, window, output, input -> lower[input] += share);
    }
    return lower;
  }

  static double[] channelMeans(PlannedLayer layer, double[] in) {
    double[] out = new double[layer.out().size()];
    int places = in.length / out.length;
    for (int input = 0; input < in.length; input++) {
      out[input / places] += in[input] / places;
    }
    return out;
  }

  static double[] spreadOverChannels(PlannedLayer layer, double[] upper) {
    double[] lower = new double[layer.in().size()];
    int places = lower.length / upper.length;
    for (int input = 0; input < lower.length; input++) {
      lower[input] = upper[input / places] / places;
    }
    return lower;
  }

  /** What is done with each input of a window. */
  private interface Visitor {
    void at(int input);
  }

  /** The inputs of an output's window, in the order of rows, without padding. */
  private static void inputs(PlannedLayer layer, Window window, int output, Visitor visitor) {
    Shape in = layer.in();
    Shape out = layer.out();
    int ox = output % out.width();
    int oy = output / out.width() % out.height();
    int channel = output / out.width() / out.height();
    for (int ky = 0; ky < window.size(); ky++) {
      for (int kx = 0; kx < window.size(); kx++) {
        int y = window.start(oy) + ky;
        int x = window.start(ox) + kx;
        if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
          visitor.at((channel * in.height() + y) * in.width() + x);
        }
      }
    }
  }
}
