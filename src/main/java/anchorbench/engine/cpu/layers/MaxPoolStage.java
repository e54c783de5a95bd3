package anchorbench.engine.cpu.layers;

import anchorbench.network.layer.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A max pool, and a ReLU before or after it, which is the same: the largest of what a ReLU leaves
 * is what it leaves of the largest.
 */
final class MaxPoolStage extends Stage {
  private final ImageLoops loops;
  private final PoolShape shape;

  /** int32 [rows, out]: which input each output was. */
  private final Activation chosen;

  MaxPoolStage(
      ImageLoops loops,
      Window window,
      boolean relu,
      Activation in,
      Activation out,
      Arena arena,
      int capacity) {
    super(in, out);
    this.loops = loops;
    shape = new PoolShape(in.shape, out.shape, window, relu);
    chosen = new Activation(arena, out.shape, true, capacity);
  }

  @Override
  void forward(int first, int rows) {
    loops.maxPool(shape, rows, in.at(first), out.at(first), chosen.at(first));
  }

  @Override
  void backward(int first, int rows, MemorySegment delta, MemorySegment below) {
    if (below != null) {
      loops.maxPoolGradient(shape, rows, delta, chosen.at(first), below);
    }
  }

  @Override
  void moveRow(int row, int to) {
    chosen.moveRow(row, to);
  }
}
