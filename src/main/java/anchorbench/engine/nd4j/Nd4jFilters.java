package anchorbench.engine.nd4j;

import anchorbench.network.PlannedLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution's parameters where they lie: a filter is a row, channel by channel. */
final class Nd4jFilters {
  /** float32 [filters, taps]. */
  final INDArray weight;

  final INDArray weightGradient;

  /** float32 [filters]. */
  final INDArray bias;

  final INDArray biasGradient;

  Nd4jFilters(PlannedLayer layer, Nd4jParameters parameters) {
    int filters = layer.out().channels();
    long taps = layer.weight().size() / filters;
    weight = parameters.value(layer.weight()).reshape('c', filters, taps);
    weightGradient = parameters.gradient(layer.weight()).reshape('c', filters, taps);
    bias = parameters.value(layer.bias());
    biasGradient = parameters.gradient(layer.bias());
  }

  /** Numbers of a window over all channels. */
  long taps() {
    return weight.columns();
  }
}
