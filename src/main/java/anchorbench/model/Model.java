package anchorbench.model;

import anchorbench.InputException;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.numpy.Npz;
import anchorbench.output.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained network with what is needed to use it: {@code weights.npz} and {@code spec.json}.
 *
 * @param pixelScale factor on pixels before the first layer
 * @param distance that it was trained with
 */
public record Model(Weights weights, float pixelScale, Distance distance, float margin) {
  public static final String WEIGHTS = "weights.npz";
  public static final String SPEC = "spec.json";

  /** {@code spec.json}; a trace's has these keys and more. */
  private record Spec(List<Integer> layers, String distance, float margin, float pixelScale) {}

  /** Writes the weights, then the spec beside them: a folder with a spec is whole. */
  public void save(Path weightsFile) {
    Npz.write(weightsFile, weights);
    Json.write(
        weightsFile.resolveSibling(SPEC),
        new Spec(weights.spec().widths(), distance.toString(), margin, pixelScale));
  }

  /**
   * @param path the weights, or the folder that they lie in as {@code weights.npz} or, after a
   *     trace, {@code final.npz}
   * @throws InputException if they are not there or do not fit the spec
   */
  public static Model load(Path path) {
    Path file = path;
    if (Files.isDirectory(path)) {
      file = path.resolve(WEIGHTS);
      file = Files.exists(file) ? file : path.resolve("final.npz");
    }
    if (!Files.exists(file)) {
      throw new InputException(path + ": no model there; expected " + WEIGHTS + " and " + SPEC);
    }
    Path specFile = file.resolveSibling(SPEC);
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
