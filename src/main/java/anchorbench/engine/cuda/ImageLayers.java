package anchorbench.engine.cuda;

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
    kernels = tools.images();
    int weights = 0;
    int first = -1;
    try {
      for (ImageActivations.Step step : activations.steps()) {
        if (step.layer().hasParameters()) {
          first = first < 0 ? stages.size() : first;
          stages.add(owned.add(stage(tools, step, weights++)));
        } else {
          stages.add(owned.add(stage(tools, step, -1)));
        }
      }
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
    lowest = first < 0 ? stages.size() : first;
  }

  private ImageStage stage(LayerTools tools, ImageActivations.Step step, int weights) {
    return switch (step.kind()) {
      case FIRST_STAGE -> new FirstStage(tools, step, rows);
      case CONVOLUTION ->
          tools.convolutions().byLibrary(step.layer())
              ? new CudnnConvolution(tools, step, weights, rows)
              : new PatchConvolution(tools, step, weights, rows);
      case MAX_POOL -> PoolStage.max(kernels, step.imageWindow(), rows, step.scratch());
      case AVERAGE_POOL -> PoolStage.average(kernels, step.imageWindow(), rows);
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

  /** The products of convolutions, both ways; a first stage whole. */
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
