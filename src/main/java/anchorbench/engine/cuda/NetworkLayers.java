package anchorbench.engine.cuda;

import java.util.ArrayList;
import java.util.List;

/** All layers of a network for one number of rows, algorithms chosen. */
final class NetworkLayers implements AutoCloseable {
  private final Resources owned = new Resources();

  /** Null for a perceptron. */
  private final ImageLayers images;

  private final DenseLayers dense;

  NetworkLayers(LayerTools tools, NetworkActivations activations, int rows) {
    try {
      images =
          activations.images() == null
              ? null
              : owned.add(new ImageLayers(tools, activations.images(), rows));
      dense = owned.add(new DenseLayers(tools, activations.dense(), rows));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  /** From gathered rows to embeddings. */
  void forward(Stream stream) {
    if (images != null) {
      images.forward(stream);
    }
    dense.forward(stream);
  }

  /** From the loss by embedding to the gradient. */
  void backward(Stream stream) {
    dense.backward(stream);
    if (images != null) {
      images.backward(stream);
    }
  }

  /** The products of both ways, with whatever rides on them; a first stage whole. */
  void products(Stream stream) {
    if (images != null) {
      images.products(stream);
    }
    dense.forward(stream);
    dense.backward(stream);
  }

  /** Which algorithm each product got, for the record. */
  List<String> algorithms() {
    List<String> lines = new ArrayList<>();
    if (images != null) {
      lines.addAll(images.algorithms());
    }
    lines.addAll(dense.algorithms());
    return lines;
  }

  @Override
  public void close() {
    owned.close();
  }
}
