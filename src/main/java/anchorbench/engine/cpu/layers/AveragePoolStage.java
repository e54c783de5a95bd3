package anchorbench.engine.cpu.layers;

import anchorbench.network.layer.Window;
import java.lang.foreign.MemorySegment;

/** An average pool. */
final class AveragePoolStage extends Stage {
  private final ImageLoops loops;
  private final PoolShape shape;

  AveragePoolStage(ImageLoops loops, Window window, Activation in, Activation out) {
    super(in, out);
    this.loops = loops;
    shape = new PoolShape(in.shape, out.shape, window, false);
  }

  @Override
  void forward(int first, int rows) {
    loops.averagePool(shape, rows, in.at(first), out.at(first));
  }

  @Override
  void backward(int first, int rows, MemorySegment delta, MemorySegment below) {
    if (below != null) {
      loops.averagePoolGradient(shape, rows, delta, below);
    }
  }
}
