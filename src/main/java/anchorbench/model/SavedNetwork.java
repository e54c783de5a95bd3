package anchorbench.model;

import anchorbench.InputException;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The keys of a {@code spec.json} that say what the layers are. A perceptron has its widths, as it
 * always had; any other network its text, and {@code shape} beside it says of what images.
 *
 * @param layers widths, the images' size first, or null
 * @param network as {@link NetworkText} reads it, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavedNetwork(List<Integer> layers, String network) {
  public static SavedNetwork of(NetworkSpec spec) {
    return DenseNetwork.isPerceptron(spec)
        ? new SavedNetwork(DenseNetwork.of(spec).widths(), null)
        : new SavedNetwork(null, spec.toString());
  }

  boolean isMissing() {
    return layers == null ? network == null : layers.contains(null);
  }

  /**
   * @param images saved beside it
   * @throws InputException without the file's name, if both keys are there or fit no images
   */
  NetworkSpec network(SavedScaling images) {
    if (layers != null && network != null) {
      throw new InputException("layers and network; expected one of the two");
    }
    return layers != null
        ? NetworkSpec.perceptron(layers)
        : NetworkText.parse(network).on(images.images());
  }
}
