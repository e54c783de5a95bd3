package anchorbench.trace;

import anchorbench.data.DataSet;
import anchorbench.engine.TrainingSpec;
import anchorbench.machine.Build;
import anchorbench.machine.Machine;
import anchorbench.model.SavedNetwork;
import anchorbench.model.SavedScaling;
import anchorbench.model.WeightsFile;
import anchorbench.network.Adam;
import anchorbench.network.Weights;
import anchorbench.numpy.Npy;
import anchorbench.output.Json;
import anchorbench.result.RunRecord.Images;
import anchorbench.triplet.AnchorTable;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;

/**
 * All that is needed to replay a training run in NumPy or PyTorch. {@code spec.json} is written
 * last: a folder that has it is whole.
 *
 * @param arm what the anchors are, e.g. {@code mean:30}
 * @param plan what each step was trained on
 */
public record Trace(
    TrainingSpec spec, Weights initial, String arm, AnchorTable table, Plan plan, long seed) {

  /**
   * {@code spec.json}. Build, machine and images are those of a {@code run.json}: whoever times the
   * replay elsewhere copies them into a record of its own.
   *
   * @param anchors rows of {@code anchors.npy}
   */
  private record SpecFile(
      @JsonUnwrapped Trained trained,
      @JsonUnwrapped SavedScaling scaling,
      @JsonUnwrapped Optimiser optimiser,
      int batch,
      long seed,
      String arm,
      int anchors,
      Build build,
      Machine machine,
      Images images) {}

  private record Trained(@JsonUnwrapped SavedNetwork network, String distance, float margin) {}

  private record Optimiser(double learningRate, double beta1, double beta2, double epsilon) {}

  /**
   * @param trained weights after the last step
   * @param data whose training images the plan counts
   */
  public void write(Path folder, Weights trained, DataSet data) {
    WeightsFile.write(folder.resolve("initial.npz"), initial);
    WeightsFile.write(folder.resolve("final.npz"), trained);
    Npy.write(folder.resolve("anchors.npy"), table.values(), table.rows(), table.pixels());
    plan.write(folder);
    Adam adam = spec.adam();
    Json.write(
        folder.resolve("spec.json"),
        new SpecFile(
            new Trained(
                SavedNetwork.of(spec.network()),
                spec.loss().distance().toString(),
                spec.loss().margin()),
            SavedScaling.of(spec.scaling(), data.train().shape()),
            new Optimiser(adam.learningRate(), adam.beta1(), adam.beta2(), adam.epsilon()),
            spec.batchSize(),
            seed,
            arm,
            table.rows(),
            Build.current(),
            Machine.current(),
            Images.of(data)));
  }
}
