package anchorbench.engine.cpu;

import anchorbench.memory.NativeMemory;
import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The network's activations for up to {@code capacity} rows. */
final class ForwardPass {
  private final Kernels kernels;
  private final LayerGemms products;
  private final NetworkSpec spec;

  /** float32 [capacity, width] by layer; entry 0 is the input, the last the embeddings. */
  final MemorySegment[] activations;

  ForwardPass(Kernels kernels, LayerGemms products, Arena arena, int capacity) {
    this.kernels = kernels;
    this.products = products;
    spec = products.spec();
    activations = new MemorySegment[spec.layers() + 1];
    for (int i = 0; i < activations.length; i++) {
      activations[i] = NativeMemory.allocateFloats(arena, (long) capacity * spec.widths().get(i));
    }
  }

  MemorySegment input() {
    return activations[0];
  }

  MemorySegment embeddings() {
    return activations[spec.layers()];
  }

  void run(int rows, ParameterSegments parameters) {
    for (int layer = 0; layer < spec.layers(); layer++) {
      products.forward(layer, rows, activations[layer], parameters, activations[layer + 1]);
      boolean hidden = layer < spec.layers() - 1;
      kernels.addBias(
          activations[layer + 1], rows, spec.out(layer), parameters.bias[layer], hidden);
    }
  }
}
