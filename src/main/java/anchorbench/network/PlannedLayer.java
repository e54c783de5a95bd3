package anchorbench.network;

import anchorbench.data.Shape;
import anchorbench.network.layer.Layer;
import java.util.List;

/**
 * A layer at its place in a network.
 *
 * @param in shape of its input
 * @param out shape of its output
 * @param parameters none, or weight and bias
 */
public record PlannedLayer(Layer layer, Shape in, Shape out, List<ParameterSlot> parameters) {
  public PlannedLayer {
    parameters = List.copyOf(parameters);
  }

  public boolean hasParameters() {
    return !parameters.isEmpty();
  }

  public ParameterSlot weight() {
    return parameters.get(0);
  }

  public ParameterSlot bias() {
    return parameters.get(1);
  }
}
