package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.model.Model;
import java.nio.file.Path;
import java.util.Locale;

/** Whether a model takes these images. */
final class ModelFit {
  private ModelFit() {}

  /**
   * @throws InputException if its inputs are not as many as an image has pixels, or its channels
   *     are not the images'
   */
  static void require(Model model, Path path, DataSet set) {
    int inputs = model.weights().spec().inputs();
    if (inputs != set.train().pixelsPerImage()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: takes images of %d pixels, these have %d",
              path,
              inputs,
              set.train().pixelsPerImage()));
    }
    try {
      model.scaling().requireFits(set.train().shape());
    } catch (InputException e) {
      throw new InputException(path + ": " + e.getMessage(), e);
    }
  }
}
