package anchorbench.engine.cuda;

import anchorbench.network.layer.AveragePool2d;
import anchorbench.network.layer.Conv2d;
import anchorbench.network.layer.Dense;
import anchorbench.network.layer.Flatten;
import anchorbench.network.layer.GlobalAveragePool;
import anchorbench.network.layer.MaxPool2d;
import anchorbench.network.layer.Relu;
import java.util.ArrayList;
import java.util.List;

/** A network's layers before its first dense one, for one number of rows, algorithms chosen. */
final class ImageLayers implements AutoCloseable {
  private final Resources owned = new Resources();
  private final ImageKernels kernels;
  private final ImageActivations activations;
  private final int rows;
  private final List<ImageStage> stages = new ArrayList<>();

  /** The first stage with parameters, if there is one: nobody asks for a loss below it. */
  private final int lowest;

  ImageLayers(LayerTools tools, ImageActivations activations, int rows) {
    this.activations = activations;
    this.rows = rows;
    kernels = new ImageKernels(tools.kernels());
    int convolutions = 0;
    int first = -1;
    try {
      for (ImageActivations.Step step : activations.steps()) {
        if (step.layer().layer() instanceof Conv2d) {
          first = first < 0 ? stages.size() : first;
          stages.add(owned.add(new PatchConvolution(tools, step, convolutions++, rows)));
        } else {
          stages.add(pool(step));
        }
      }
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
    lowest = first < 0 ? stages.size() : first;
  }

  private PoolStage pool(ImageActivations.Step step) {
    return switch (step.layer().layer()) {
      case MaxPool2d _ -> PoolStage.max(kernels, step.window(), rows, step.scratch());
      case AveragePool2d _, GlobalAveragePool _ -> PoolStage.average(kernels, step.window(), rows);
      case Conv2d _, Dense _, Relu _, Flatten _ ->
          throw new IllegalArgumentException(step.layer().layer().toString());
    };
  }

  /** From the gathered rows to the features. */
  void forward(Stream stream) {
    if (activations.input().rectified()) {
      kernels.relu(stream, activations.input(), rows);
    }
    stages.forEach(stage -> stage.forward(stream));
  }

  /** From the loss by the features to the gradient. */
  void backward(Stream stream) {
    ImageTensor features = activations.features();
    if (features.rectified() && features.delta() != 0) {
      kernels.reluBackward(stream, features, rows);
    }
    for (int i = stages.size() - 1; i >= lowest; i--) {
      stages.get(i).backward(stream);
    }
  }

  /** The matrix products of both ways alone. */
  void products(Stream stream) {
    stages.forEach(stage -> stage.products(stream));
  }

  List<String> algorithms() {
    return stages.stream().flatMap(stage -> stage.algorithms().stream()).toList();
  }

  @Override
  public void close() {
    owned.close();
  }
}
