package anchorbench.engine.reference;

import anchorbench.network.PlannedLayer;

/** A dense layer by its definition: {@code out = in weight + bias}, weight [in, out]. */
final class ReferenceDense {
  private ReferenceDense() {}

  static double[] forward(PlannedLayer layer, double[] in, double[] parameters) {
    double[] out = new double[layer.out().size()];
    for (int j = 0; j < out.length; j++) {
      double sum = parameters[layer.bias().offset() + j];
      for (int i = 0; i < in.length; i++) {
        sum += in[i] * parameters[layer.weight().offset() + i * out.length + j];
      }
      out[j] = sum;
    }
    return out;
  }

  /**
   * @param upper loss by output
   * @param gradient loss by parameter, added to
   * @return loss by input
   */
  static double[] backward(
      PlannedLayer layer, double[] in, double[] parameters, double[] upper, double[] gradient) {
    double[] lower = new double[in.length];
    for (int j = 0; j < upper.length; j++) {
      gradient[layer.bias().offset() + j] += upper[j];
      for (int i = 0; i < in.length; i++) {
        int weight = layer.weight().offset() + i * upper.length + j;
        gradient[weight] += in[i] * upper[j];
        lower[i] += parameters[weight] * upper[j];
      }
    }
    return lower;
  }
}
