package anchorbench.engine.cpu;

import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.gemm.Gemm.Read;
import anchorbench.network.DenseNetwork;
import java.lang.foreign.MemorySegment;

/**
 * The three matrix products of a layer: what a step computes and what its peak measures are these
 * same calls.
 */
record LayerGemms(Gemm gemm, DenseNetwork spec) {

  /** {@code output = input weight}: [rows, out] of [rows, in] and [in, out]. */
  void forward(
      int layer,
      int rows,
      MemorySegment input,
      ParameterSegments parameters,
      MemorySegment output) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    MemorySegment weight = parameters.weight[layer];
    Gemm.Shape shape = new Gemm.Shape(Read.AS_IS, Read.AS_IS, rows, out, in);
    gemm.multiply(shape, input, weight, output);
  }

  /** Loss by weight, {@code input^T delta}: [in, out] of [rows, in] and [rows, out]. */
  void weightGradient(
      int layer, int rows, MemorySegment input, MemorySegment delta, ParameterSegments gradient) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    MemorySegment weight = gradient.weight[layer];
    Gemm.Shape shape = new Gemm.Shape(Read.TRANSPOSED, Read.AS_IS, in, out, rows);
    gemm.multiply(shape, input, delta, weight);
  }

  /** Loss by input, {@code delta weight^T}: [rows, in] of [rows, out] and [in, out]. */
  void inputGradient(
      int layer,
      int rows,
      MemorySegment delta,
      ParameterSegments parameters,
      MemorySegment inputDelta) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    MemorySegment weight = parameters.weight[layer];
    Gemm.Shape shape = new Gemm.Shape(Read.AS_IS, Read.TRANSPOSED, rows, in, out);
    gemm.multiply(shape, delta, weight, inputDelta);
  }
}
