package anchorbench.engine.cpu.layers;

import java.lang.foreign.MemorySegment;

/**
 * One layer, or several that are done at once, on blocks of images. Which rows a block has is said
 * by its first row and their number.
 */
abstract class Stage {
  final Activation in;
  final Activation out;

  Stage(Activation in, Activation out) {
    this.in = in;
    this.out = out;
  }

  abstract void forward(int first, int rows);

  /**
   * @param delta float32 [rows, out]: loss by output; may be written over
   * @param below float32 [rows, in], written: loss by input; null if nobody asks
   */
  abstract void backward(int first, int rows, MemorySegment delta, MemorySegment below);

  /** Moves what the stage itself keeps of a row. */
  void moveRow(int row, int to) {}
}
