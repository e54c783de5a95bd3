package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.memory.NativeMemory;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A network's numbers in host memory, whole and by tensor. */
final class ParameterSegments {
  final MemorySegment all;
  final MemorySegment[] weight;
  final MemorySegment[] bias;
  private final NetworkSpec spec;

  ParameterSegments(Arena arena, NetworkSpec spec) {
    this.spec = spec;
    all = NativeMemory.allocateFloats(arena, spec.parameters());
    weight = new MemorySegment[spec.layers()];
    bias = new MemorySegment[spec.layers()];
    for (int layer = 0; layer < spec.layers(); layer++) {
      weight[layer] = all.asSlice((long) spec.weightOffset(layer) * Float.BYTES);
      bias[layer] = all.asSlice((long) spec.biasOffset(layer) * Float.BYTES);
    }
  }

  void set(Weights weights) {
    MemorySegment.copy(weights.values(), 0, all, JAVA_FLOAT, 0, spec.parameters());
  }

  Weights get() {
    float[] values = new float[spec.parameters()];
    MemorySegment.copy(all, JAVA_FLOAT, 0, values, 0, values.length);
    return new Weights(spec, values);
  }
}
