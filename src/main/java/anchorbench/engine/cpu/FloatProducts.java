package anchorbench.engine.cpu;

import anchorbench.engine.cpu.blas.OpenBlas;
import anchorbench.engine.cpu.blas.OpenBlas.Read;
import anchorbench.network.NetworkSpec;
import java.lang.foreign.MemorySegment;

/** In float32: what a step computes and what its ceiling measures are these same calls. */
record FloatProducts(OpenBlas blas, NetworkSpec spec) implements LayerProducts {
  static LayerProducts.Maker maker(OpenBlas blas) {
    return (arena, spec, rows) -> new FloatProducts(blas, spec);
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
    MemorySegment weight = parameters.weight[layer];
    blas.sgemm(Read.AS_IS, Read.AS_IS, rows, out, in, input, in, weight, out, 0, output, out);
  }

  @Override
  public void weightGradient(
      int layer, int rows, MemorySegment input, MemorySegment delta, ParameterSegments gradient) {
    int in = spec.in(layer);
    int out = spec.out(layer);
    MemorySegment weight = gradient.weight[layer];
    blas.sgemm(Read.TRANSPOSED, Read.AS_IS, in, out, rows, input, in, delta, out, 0, weight, out);
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
    MemorySegment weight = parameters.weight[layer];
    blas.sgemm(
        Read.AS_IS, Read.TRANSPOSED, rows, in, out, delta, out, weight, out, 0, inputDelta, in);
  }
}
