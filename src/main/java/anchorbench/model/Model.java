package anchorbench.model;

import anchorbench.InputException;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.numpy.Npz;
import anchorbench.output.Json;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained network with what is needed to use it: its weights and a spec, see {@link ModelFiles}.
 *
 * @param pixelScale factor on pixels before the first layer
 * @param distance that it was trained with
 */
public record Model(Weights weights, float pixelScale, Distance distance, float margin) {
  /** {@code spec.json}; a trace's has these keys and more. */
  private record Spec(List<Integer> layers, String distance, float margin, float pixelScale) {}

  /** Writes the weights, then the spec beside them: a model with a spec is whole. */
  public void save(Path weightsFile) {
    Npz.write(weightsFile, weights);
    Json.write(
        ModelFiles.specOf(weightsFile),
        new Spec(weights.spec().widths(), distance.toString(), margin, pixelScale));
  }

  /**
   * @param path the weights, or the folder that they lie in
   * @throws InputException if they are not there, do not fit the spec, or hold a NaN
   */
  public static Model load(Path path) {
    Path file = ModelFiles.weightsIn(path);
    Path specFile = ModelFiles.specFor(file);
    Spec spec = Json.read(specFile, Spec.class);
    if (spec.layers() == null
        || spec.layers().contains(null)
        || spec.distance() == null
        || !(spec.pixelScale() > 0)) {
      throw new InputException(specFile + ": expected layers, distance, margin and pixelScale");
    }
    NetworkSpec network;
    Distance distance;
    try {
      network = new NetworkSpec(spec.layers());
      distance = Distance.parse(spec.distance());
    } catch (InputException e) {
      throw new InputException(specFile + ": " + e.getMessage(), e);
    }
    return new Model(Npz.read(file, network), spec.pixelScale(), distance, spec.margin());
  }
}
