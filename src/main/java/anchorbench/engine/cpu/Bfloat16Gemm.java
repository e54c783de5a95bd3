package anchorbench.engine.cpu;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.memory.NativeMemory;
import anchorbench.network.DenseNetwork;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Operands rounded to bfloat16, sums in float32; weights, gradients and Adam stay float32 (Kalamkar
 * et al. 2019, "A study of bfloat16 for deep learning training"). Each operand is rounded where it
 * is used: that is a few percent of the time of the products.
 */
final class Bfloat16Gemm implements Gemm {
  private final Gemm gemm;
  private final Kernels kernels;

  /** bfloat16, each with room for the network's largest operand. */
  private final MemorySegment left;

  private final MemorySegment right;

  /**
   * @param gemm multiplies operands in bfloat16
   */
  Bfloat16Gemm(Gemm gemm, Kernels kernels, Arena arena, DenseNetwork spec, int rows) {
    this.gemm = gemm;
    this.kernels = kernels;
    long largest = 0;
    for (int layer = 0; layer < spec.layers(); layer++) {
      long in = spec.in(layer);
      long out = spec.out(layer);
      largest = Math.max(largest, Math.max(in * out, rows * Math.max(in, out)));
    }
    left = NativeMemory.allocate(arena, largest * Short.BYTES);
    right = NativeMemory.allocate(arena, largest * Short.BYTES);
  }

  @Override
  public void multiply(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c) {
    kernels.roundToBfloat16(a, left, shape.m() * shape.k());
    kernels.roundToBfloat16(b, right, shape.k() * shape.n());
    gemm.multiply(shape, left, right, c);
  }
}
