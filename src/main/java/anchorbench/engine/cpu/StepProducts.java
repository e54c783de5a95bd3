package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.memory.NativeMemory;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The convolutions and matrix products of a step and nothing else: no gather, no pools, no loss, no
 * update. Operands have the precision that the product takes before the clock starts.
 */
final class StepProducts {
  private final LayerGemms products;
  private final DenseNetwork dense;
  private final int rows;
  private final StepConvolutions convolutions;
  private final ParameterSegments parameters;
  private final ParameterSegments gradient;
  private final MemorySegment[] activations;
  private final MemorySegment[] deltas;

  StepProducts(CpuEngine engine, Gemm product, Arena arena, NetworkSpec spec, int rows) {
    this.dense = DenseNetwork.endOf(spec);
    this.products = new LayerGemms(product, dense);
    this.rows = rows;
    convolutions = new StepConvolutions(engine, arena, spec, rows);
    parameters = new ParameterSegments(arena, spec);
    parameters.set(Weights.initial(spec, 1));
    gradient = new ParameterSegments(arena, spec);
    activations = new MemorySegment[dense.layers() + 1];
    deltas = new MemorySegment[dense.layers() + 1];
    for (int i = 0; i <= dense.layers(); i++) {
      int numbers = Math.multiplyExact(rows, dense.widths().get(i));
      activations[i] = numbers(arena, numbers, 17, 17);
      deltas[i] = numbers(arena, numbers, 13, 1300);
      if (engine.isBfloat16()) {
        // In place: the upper halves, one after the other, behind those that were read.
        engine.kernels().roundToBfloat16(activations[i], activations[i], numbers);
        engine.kernels().roundToBfloat16(deltas[i], deltas[i], numbers);
      }
    }
    if (engine.isBfloat16()) {
      for (int i = 0; i < dense.layers(); i++) {
        MemorySegment weight = parameters.weight[i];
        engine.kernels().roundToBfloat16(weight, weight, dense.in(i) * dense.out(i));
      }
    }
  }

  /** Numbers from 0 to about {@code period / by}. */
  static MemorySegment numbers(Arena arena, int count, int period, float by) {
    MemorySegment numbers = NativeMemory.allocateFloats(arena, count);
    for (int i = 0; i < count; i++) {
      numbers.setAtIndex(JAVA_FLOAT, i, i % period / by);
    }
    return numbers;
  }

  void run() {
    convolutions.forward(parameters);
    for (int layer = 0; layer < dense.layers(); layer++) {
      products.forward(layer, rows, activations[layer], parameters, activations[layer + 1]);
    }
    for (int layer = dense.layers() - 1; layer >= 0; layer--) {
      products.weightGradient(layer, rows, activations[layer], deltas[layer + 1], gradient);
      if (layer > 0 || !convolutions.isEmpty()) {
        products.inputGradient(layer, rows, deltas[layer + 1], parameters, deltas[layer]);
      }
    }
    convolutions.backward(gradient);
  }
}
