package anchorbench.engine.cpu.layers;

import java.lang.foreign.MemorySegment;

/** A stage with parameters; weights as [kernel height, kernel width, in, out]. */
abstract class WeightedStage extends Stage {
  WeightedStage(Activation in, Activation out) {
    super(in, out);
  }

  /** Takes over the parameters, once for each step; a new gradient begins. */
  abstract void setWeights(MemorySegment weight, MemorySegment bias);

  /** Writes the gradient of all blocks since. */
  abstract void gradient(MemorySegment weight, MemorySegment bias);
}
