package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.model.Model;
import java.nio.file.Path;

/** Whether a model takes these images. */
final class ModelFit {
  private ModelFit() {}

  /**
   * @throws InputException if its inputs are not as many as an image has pixels
   */
  static void require(Model model, Path path, DataSet set) {
    int inputs = model.weights().spec().inputs();
    if (inputs != set.train().pixelsPerImage()) {
      throw new InputException(
          "%s: takes images of %d pixels, these have %d"
              .formatted(path, inputs, set.train().pixelsPerImage()));
    }
  }
}
