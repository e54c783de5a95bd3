package anchorbench.engine.cpu.layers;

import anchorbench.engine.cpu.convolution.Convolution;
import java.lang.foreign.MemorySegment;

/** A convolution, and a ReLU if one follows at once. */
final class ConvolutionStage extends WeightedStage {
  private final ImageLoops loops;
  private final Convolution convolution;
  private final boolean relu;

  ConvolutionStage(
      ImageLoops loops, Convolution convolution, boolean relu, Activation in, Activation out) {
    super(in, out);
    this.loops = loops;
    this.convolution = convolution;
    this.relu = relu;
  }

  @Override
  void setWeights(MemorySegment weight, MemorySegment bias) {
    convolution.setWeights(weight, bias);
  }

  @Override
  void forward(int first, int rows) {
    convolution.forward(rows, in.at(first), out.at(first));
  }

  @Override
  void backward(int first, int rows, MemorySegment delta, MemorySegment below) {
    if (relu) {
      loops.rectifyGradient(out.at(first), delta, delta, rows * out.shape.size());
    }
    convolution.backward(rows, in.at(first), delta, below);
  }

  @Override
  void gradient(MemorySegment weight, MemorySegment bias) {
    convolution.gradient(weight, bias);
  }
}
