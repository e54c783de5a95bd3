package anchorbench.engine.cpu;

import anchorbench.engine.cpu.blas.OpenBlas.Read;
import anchorbench.engine.cpu.onednn.OneDnn;
import anchorbench.memory.NativeMemory;
import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Operands rounded to bfloat16, sums in float32; weights, gradients and Adam stay float32 (Kalamkar
 * et al. 2019, "A study of bfloat16 for deep learning training"). Each operand is rounded where it
 * is used: that is a few percent of the time of the products.
 */
final class Bfloat16Products implements LayerProducts {
  private final OneDnn library;
  private final Kernels kernels;
  private final NetworkSpec spec;

  /** bfloat16, room for the largest activations. */
  private final MemorySegment rowsInput;

  /** bfloat16, room for the largest weights or loss by activations. */
  private final MemorySegment other;

  private Bfloat16Products(
      OneDnn library, Kernels kernels, Arena arena, NetworkSpec spec, int rows) {
    this.library = library;
    this.kernels = kernels;
    this.spec = spec;
    int widest = 0;
    long weights = 0;
    for (int layer = 0; layer < spec.layers(); layer++) {
      widest = Math.max(widest, Math.max(spec.in(layer), spec.out(layer)));
      weights = Math.max(weights, (long) spec.in(layer) * spec.out(layer));
    }
    long activations = (long) rows * widest;
    rowsInput = NativeMemory.allocate(arena, activations * Short.BYTES);
    other = NativeMemory.allocate(arena, Math.max(activations, weights) * Short.BYTES);
  }

  static LayerProducts.Maker maker(OneDnn library, Kernels kernels) {
    return (arena, spec, rows) -> new Bfloat16Products(library, kernels, arena, spec, rows);
  }

  @Override
  public void forward(
      int layer,
      int rows,
      MemorySegment input,
      ParameterSegments parameters,
      MemorySegment output) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    kernels.roundToBfloat16(input, rowsInput, rows * in);
    kernels.roundToBfloat16(parameters.weight[layer], other, in * out);
    library.multiply(Read.AS_IS, Read.AS_IS, rows, out, in, rowsInput, other, output);
  }

  @Override
  public void weightGradient(
      int layer, int rows, MemorySegment input, MemorySegment delta, ParameterSegments gradient) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    kernels.roundToBfloat16(input, rowsInput, rows * in);
    kernels.roundToBfloat16(delta, other, rows * out);
    library.multiply(
        Read.TRANSPOSED, Read.AS_IS, in, out, rows, rowsInput, other, gradient.weight[layer]);
  }

  @Override
  public void inputGradient(
      int layer,
      int rows,
      MemorySegment delta,
      ParameterSegments parameters,
      MemorySegment inputDelta) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    kernels.roundToBfloat16(delta, rowsInput, rows * out);
    kernels.roundToBfloat16(parameters.weight[layer], other, in * out);
    library.multiply(Read.AS_IS, Read.TRANSPOSED, rows, in, out, rowsInput, other, inputDelta);
  }
}
