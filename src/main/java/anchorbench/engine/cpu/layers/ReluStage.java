package anchorbench.engine.cpu.layers;

import java.lang.foreign.MemorySegment;

/** A ReLU that stands alone. */
final class ReluStage extends Stage {
  private final ImageLoops loops;

  ReluStage(ImageLoops loops, Activation in, Activation out) {
    super(in, out);
    this.loops = loops;
  }

  @Override
  void forward(int first, int rows) {
    loops.rectify(in.at(first), out.at(first), rows * out.shape.size());
  }

  @Override
  void backward(int first, int rows, MemorySegment delta, MemorySegment below) {
    if (below != null) {
      loops.rectifyGradient(out.at(first), delta, below, rows * out.shape.size());
    }
  }
}
