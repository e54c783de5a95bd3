package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.memory.NativeMemory;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The matrix products of a step and nothing else: no gather, no loss, no update. */
final class StepGemms {
  private final LayerGemms products;
  private final DenseNetwork spec;
  private final int rows;
  private final ParameterSegments parameters;
  private final ParameterSegments gradient;
  private final MemorySegment[] activations;
  private final MemorySegment[] deltas;

  StepGemms(Gemm product, Arena arena, DenseNetwork spec, int rows) {
    this.products = new LayerGemms(product, spec);
    this.spec = spec;
    this.rows = rows;
    parameters = new ParameterSegments(arena, spec.spec());
    parameters.set(Weights.initial(spec.spec(), 1));
    gradient = new ParameterSegments(arena, spec.spec());
    activations = new MemorySegment[spec.layers() + 1];
    deltas = new MemorySegment[spec.layers() + 1];
    for (int i = 0; i <= spec.layers(); i++) {
      long numbers = (long) rows * spec.widths().get(i);
      activations[i] = NativeMemory.allocateFloats(arena, numbers);
      deltas[i] = NativeMemory.allocateFloats(arena, numbers);
      for (long n = 0; n < numbers; n++) {
        activations[i].setAtIndex(JAVA_FLOAT, n, (n % 17) / 17f);
        deltas[i].setAtIndex(JAVA_FLOAT, n, (n % 13) / 1300f);
      }
    }
  }

  void run() {
    for (int layer = 0; layer < spec.layers(); layer++) {
      products.forward(layer, rows, activations[layer], parameters, activations[layer + 1]);
    }
    for (int layer = spec.layers() - 1; layer >= 0; layer--) {
      products.weightGradient(layer, rows, activations[layer], deltas[layer + 1], gradient);
      if (layer > 0) {
        products.inputGradient(layer, rows, deltas[layer + 1], parameters, deltas[layer]);
      }
    }
  }
}
