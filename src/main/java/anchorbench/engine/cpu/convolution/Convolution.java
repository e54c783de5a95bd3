package anchorbench.engine.cpu.convolution;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A convolution's passes over a few images at a time; one thread's own. Images lie as float32
 * [rows, height, width, channels], weights as float32 [kernel height, kernel width, in, out].
 *
 * <p>The gradient of the weights is added up from block to block, so that a batch may go through in
 * blocks that stay in a processor's cache.
 */
public interface Convolution {
  /** Most images that go through at once. */
  int BLOCK = 16;

  /** Makes one for a thread. */
  interface Maker {
    /**
     * @param arena of all its memory
     */
    Convolution make(Arena arena, ConvolutionShape shape);
  }

  /** Images of the next block, of {@code rows} that are left: 16, 8, 4, 2 or 1. */
  static int block(int rows) {
    return Math.min(BLOCK, Integer.highestOneBit(rows));
  }

  /** Takes over the weights, once for each step; a new gradient begins. */
  void setWeights(MemorySegment weight, MemorySegment bias);

  /**
   * @param rows as {@link #block} has them
   * @param in float32 [rows, in]
   * @param out float32 [rows, out], written: with the bias, and after a ReLU if there is one
   */
  void forward(int rows, MemorySegment in, MemorySegment out);

  /**
   * @param delta float32 [rows, out]: loss by output, before the ReLU if there is one
   * @param below float32 [rows, in], written: loss by input; null if nobody asks
   */
  void backward(int rows, MemorySegment in, MemorySegment delta, MemorySegment below);

  /** Writes the gradient of all blocks since {@link #setWeights}; laid out as the parameters. */
  void gradient(MemorySegment weight, MemorySegment bias);
}
