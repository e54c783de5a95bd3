package anchorbench.engine.cpu;

import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.engine.cpu.convolution.ConvolutionShape;
import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import anchorbench.network.layer.Conv2d;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The convolutions of a step by what the engine convolves with, block by block: the first one too,
 * though the engine may have a stage of its own for it, whose shapes the library never lacks.
 */
final class StepConvolutions {
  /** One of them, and a block's images. */
  private record Pass(
      Convolution convolution,
      MemorySegment in,
      MemorySegment out,
      MemorySegment delta,
      MemorySegment below) {}

  private final List<Pass> passes = new ArrayList<>();
  private final int rows;

  StepConvolutions(CpuEngine engine, Arena arena, NetworkSpec spec, int rows) {
    this.rows = rows;
    Convolution.Maker maker = engine.convolutions(engine.isBfloat16());
    for (PlannedLayer layer : spec.plan().layers()) {
      if (layer.layer() instanceof Conv2d conv) {
        boolean below = !passes.isEmpty();
        int in = Convolution.BLOCK * layer.in().size();
        int out = Convolution.BLOCK * layer.out().size();
        passes.add(
            new Pass(
                maker.make(
                    arena,
                    new ConvolutionShape(layer.in(), layer.out(), conv.window(), true, below)),
                StepProducts.numbers(arena, in, 17, 17),
                StepProducts.numbers(arena, out, 13, 1300),
                StepProducts.numbers(arena, out, 13, 1300),
                below ? StepProducts.numbers(arena, in, 17, 17) : null));
      }
    }
  }

  boolean isEmpty() {
    return passes.isEmpty();
  }

  void forward(ParameterSegments parameters) {
    for (int i = 0; i < passes.size(); i++) {
      passes
          .get(i)
          .convolution
          .setWeights(parameters.convolutionWeight[i], parameters.convolutionBias[i]);
    }
    int block;
    for (int first = 0; first < rows; first += block) {
      block = Convolution.block(rows - first);
      for (int i = 0; i < passes.size(); i++) {
        Pass pass = passes.get(i);
        pass.convolution.forward(block, pass.in, pass.out);
      }
    }
  }

  void backward(ParameterSegments gradient) {
    int block;
    for (int first = 0; first < rows; first += block) {
      block = Convolution.block(rows - first);
      for (int i = passes.size() - 1; i >= 0; i--) {
        Pass pass = passes.get(i);
        pass.convolution.backward(block, pass.in, pass.delta, pass.below);
      }
    }
    for (int i = 0; i < passes.size(); i++) {
      passes
          .get(i)
          .convolution
          .gradient(gradient.convolutionWeight[i], gradient.convolutionBias[i]);
    }
  }
}
