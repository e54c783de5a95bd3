package anchorbench.engine.cpu.layers;

import anchorbench.data.Shape;
import anchorbench.engine.cpu.convolution.Convolution;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Images between two layers, float32. Those that the backward pass reads are kept for every row of
 * a batch; others only until the next block takes their place.
 */
final class Activation {
  final Shape shape;
  final boolean isKept;
  final MemorySegment all;

  /** Slices that begin at each row: made once, because a step allocates nothing. */
  private final MemorySegment[] from;

  /** On memory of its own. */
  Activation(Arena arena, Shape shape, boolean isKept, int capacity) {
    this(
        shape,
        isKept,
        NativeMemory.allocateFloats(
            arena, (long) (isKept ? capacity : Convolution.BLOCK) * shape.size()),
        isKept ? capacity : 1);
  }

  private Activation(Shape shape, boolean isKept, MemorySegment all, int rows) {
    this.shape = shape;
    this.isKept = isKept;
    this.all = all;
    from = new MemorySegment[rows];
    for (int row = 0; row < rows; row++) {
      from[row] = all.asSlice(row * rowBytes());
    }
  }

  /** Kept, in memory that somebody else made. */
  static Activation in(MemorySegment memory, Shape shape, int capacity) {
    return new Activation(shape, true, memory, capacity);
  }

  private long rowBytes() {
    return (long) shape.size() * Float.BYTES;
  }

  /** The rows of the block that begins at a row. */
  MemorySegment at(int row) {
    return from[isKept ? row : 0];
  }

  void moveRow(int row, int to) {
    if (isKept) {
      MemorySegment.copy(all, row * rowBytes(), all, to * rowBytes(), rowBytes());
    }
  }
}
