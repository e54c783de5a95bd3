package anchorbench.engine.cpu;

import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.layers.ImageLayers;
import anchorbench.memory.NativeMemory;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One worker's rows on their way through a network and back: layers of images, if there are any,
 * then dense ones.
 */
final class NetworkPass {
  /** How a network is computed here. */
  record Means(Kernels kernels, Gemm.Maker products, ImageLayers.Means images) {}

  private final Kernels kernels;
  private final DenseNetwork dense;
  private final LayerGemms products;

  /** Null for a perceptron. */
  private final ImageLayers images;

  /** float32 [capacity, width] by dense layer: entry 0 is what goes in, the last the embeddings. */
  private final MemorySegment[] activations;

  /**
   * Loss by the same. Entry 0 only behind images: nobody asks for the loss by a network's input.
   * Null where nothing is trained.
   */
  private final MemorySegment[] deltas;

  /**
   * @param capacity rows at most
   * @param training whether there will be a way back
   */
  NetworkPass(Means means, Arena arena, NetworkSpec spec, int capacity, boolean training) {
    kernels = means.kernels();
    dense = DenseNetwork.endOf(spec);
    products = new LayerGemms(means.products().make(arena, dense, capacity), dense);
    List<PlannedLayer> imageLayers = ImageLayers.of(spec);
    activations = new MemorySegment[dense.layers() + 1];
    deltas = training ? new MemorySegment[activations.length] : null;
    for (int i = 0; i < activations.length; i++) {
      long numbers = (long) capacity * dense.widths().get(i);
      activations[i] = NativeMemory.allocateFloats(arena, numbers);
      if (training && (i > 0 || !imageLayers.isEmpty())) {
        deltas[i] = NativeMemory.allocateFloats(arena, numbers);
      }
    }
    images =
        imageLayers.isEmpty()
            ? null
            : new ImageLayers(
                means.images(),
                arena,
                imageLayers,
                capacity,
                new ImageLayers.Features(activations[0], training ? deltas[0] : null));
  }

  /** float32 [capacity, pixels]: to be filled before {@link #forward}. */
  MemorySegment input() {
    return images == null ? activations[0] : images.input();
  }

  /** float32 [capacity, outputs]. */
  MemorySegment embeddings() {
    return activations[dense.layers()];
  }

  /** Loss by embedding, to be filled before {@link #backward}. */
  MemorySegment delta() {
    return deltas[dense.layers()];
  }

  int outputs() {
    return dense.outputs();
  }

  void forward(int rows, ParameterSegments parameters) {
    if (images != null) {
      images.setParameters(parameters.convolutionWeight, parameters.convolutionBias);
      images.forward(rows);
    }
    for (int layer = 0; layer < dense.layers(); layer++) {
      products.forward(layer, rows, activations[layer], parameters, activations[layer + 1]);
      boolean hidden = layer < dense.layers() - 1;
      kernels.addBias(
          activations[layer + 1], rows, dense.out(layer), parameters.bias[layer], hidden);
    }
  }

  /** Moves a row of everything that the backward pass reads; never towards the end. */
  void moveRow(int from, int to) {
    if (images != null) {
      images.moveRow(from, to);
    }
    for (int layer = 0; layer < dense.layers(); layer++) {
      long bytes = (long) dense.in(layer) * Float.BYTES;
      MemorySegment rows = activations[layer];
      MemorySegment.copy(rows, from * bytes, rows, to * bytes, bytes);
    }
  }

  /** Leaves the gradient of the first {@code rows} rows. */
  void backward(int rows, ParameterSegments parameters, ParameterSegments gradient) {
    int top = dense.layers() - 1;
    if (top >= 0) {
      kernels.columnSums(deltas[top + 1], rows, dense.out(top), gradient.bias[top]);
    }
    for (int layer = top; layer >= 0; layer--) {
      MemorySegment input = activations[layer];
      products.weightGradient(layer, rows, input, deltas[layer + 1], gradient);
      if (deltas[layer] != null) {
        products.inputGradient(layer, rows, deltas[layer + 1], parameters, deltas[layer]);
      }
      if (layer > 0) {
        kernels.reluGradient(input, deltas[layer], rows, dense.in(layer), gradient.bias[layer - 1]);
      }
    }
    if (images != null) {
      images.backward(rows);
      images.gradient(gradient.convolutionWeight, gradient.convolutionBias);
    }
  }
}
