package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.Protocol.Keep;
import anchorbench.experiment.Protocol.MeansFrom;
import anchorbench.experiment.Protocol.Validation;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.output.Json;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Protocols by name, and as files. */
public final class Protocols {
  /**
   * A fair comparison: images split three ways, means of training images, new triplets each epoch,
   * margin and learning rate chosen for each arm with one budget, the epoch chosen by a metric that
   * knows no anchors, the test images used once.
   */
  public static final Protocol CLEAN =
      new Protocol(
          "clean",
          List.of("random", "mean:30"),
          10,
          1,
          10,
          3000,
          Supply.FRESH,
          MeansFrom.TRAIN,
          Validation.IMAGES,
          1 / 6.0,
          0,
          Keep.BEST,
          NetworkSpec.DEFAULT.toString(),
          Distance.EUCLIDEAN,
          List.of(0.2f, 0.5f, 1f),
          List.of(3e-4, 1e-3, 3e-3),
          2,
          4,
          128,
          TrainingSpec.UNIT_PIXELS,
          3000,
          5);

  /**
   * The notebook's way, so far as it is known, with what makes it doubtful: means of test images,
   * one pool of triplets, validation on triplets of the very images that are trained on.
   */
  public static final Protocol BLOG =
      new Protocol(
          "blog",
          List.of("random", "mean:30"),
          10,
          1,
          50,
          3000,
          Supply.POOL,
          MeansFrom.TEST,
          Validation.TRIPLETS,
          0.05,
          2,
          Keep.LAST,
          NetworkSpec.DEFAULT.toString(),
          Distance.EUCLIDEAN,
          List.of(0.4f),
          List.of(1e-4),
          1,
          1,
          64,
          1,
          3000,
          5);

  private static final Map<String, Protocol> PRESETS = Map.of("clean", CLEAN, "blog", BLOG);

  private Protocols() {}

  /**
   * @throws InputException if there is no preset of that name
   */
  public static Protocol preset(String name) {
    Protocol preset = PRESETS.get(name);
    if (preset == null) {
      throw new InputException("--preset '" + name + "' unknown; expected clean or blog");
    }
    return preset;
  }

  /**
   * @throws InputException if the file has a key that no protocol has, lacks one, or asks for
   *     something impossible
   */
  public static Protocol read(Path file) {
    return Json.readExactly(file, Protocol.class);
  }
}
