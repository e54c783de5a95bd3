package anchorbench.engine.cpu;

import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The three matrix products of a layer, of float32 to float32. */
interface LayerProducts {
  /** Makes them for one worker. */
  interface Maker {
    /**
     * @param arena of any memory they need
     * @param rows at most so many are multiplied
     */
    LayerProducts make(Arena arena, NetworkSpec spec, int rows);
  }

  /** {@code output = input weight}: [rows, out] of [rows, in] and [in, out]. */
  void forward(
      int layer, int rows, MemorySegment input, ParameterSegments parameters, MemorySegment output);

  /** Loss by weight, {@code input^T delta}: [in, out] of [rows, in] and [rows, out]. */
  void weightGradient(
      int layer, int rows, MemorySegment input, MemorySegment delta, ParameterSegments gradient);

  /** Loss by input, {@code delta weight^T}: [rows, in] of [rows, out] and [in, out]. */
  void inputGradient(
      int layer,
      int rows,
      MemorySegment delta,
      ParameterSegments parameters,
      MemorySegment inputDelta);
}
