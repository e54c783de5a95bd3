package anchorbench.model;

import anchorbench.InputException;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.output.Json;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;

/**
 * A trained network with what is needed to use it: its weights and a spec, see {@link ModelFiles}.
 *
 * @param scaling of pixels before the first layer
 * @param distance that it was trained with
 */
public record Model(Weights weights, PixelScaling scaling, Distance distance, float margin) {
  /** {@code spec.json}; a trace's has these keys and more. */
  private record Spec(@JsonUnwrapped SavedNetwork network, String distance, float margin) {}

  private record Saved(@JsonUnwrapped Spec spec, @JsonUnwrapped SavedScaling scaling) {}

  /**
   * Writes the weights, then the spec beside them: a model with a spec is whole.
   *
   * @param images that the model takes
   */
  public void save(Path weightsFile, Shape images) {
    WeightsFile.write(weightsFile, weights);
    Json.write(
        ModelFiles.specOf(weightsFile),
        new Saved(
            new Spec(SavedNetwork.of(weights.spec()), distance.toString(), margin),
            SavedScaling.of(scaling, images)));
  }

  /**
   * @param path the weights, or the folder that they lie in
   * @throws InputException if they are not there, do not fit the spec, or hold a NaN
   */
  public static Model load(Path path) {
    Path file = ModelFiles.weightsIn(path);
    Path specFile = ModelFiles.specFor(file);
    Spec spec = Json.read(specFile, Spec.class);
    SavedNetwork layers = Json.read(specFile, SavedNetwork.class);
    SavedScaling saved = Json.read(specFile, SavedScaling.class);
    if (layers.isMissing() || spec.distance() == null || saved.isMissing()) {
      throw new InputException(
          specFile
              + ": expected layers or network, distance, margin and pixelScale, or pixelScaling");
    }
    NetworkSpec network;
    Distance distance;
    PixelScaling scaling;
    try {
      network = layers.network(saved);
      distance = Distance.parse(spec.distance());
      scaling = saved.scaling(network.inputs());
    } catch (InputException e) {
      throw new InputException(specFile + ": " + e.getMessage(), e);
    }
    return new Model(WeightsFile.read(file, network), scaling, distance, spec.margin());
  }
}
