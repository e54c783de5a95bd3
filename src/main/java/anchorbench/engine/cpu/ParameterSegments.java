package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.memory.NativeMemory;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterOrder;
import anchorbench.network.PlannedLayer;
import anchorbench.network.Weights;
import anchorbench.network.layer.Conv2d;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A network's numbers in host memory, whole and by tensor, in {@link ParameterOrder}. What works on
 * each number alone, as Adam does, needs to know nothing of that.
 */
final class ParameterSegments {
  final MemorySegment all;

  /** Of each dense layer, [in, out] and [out]. */
  final MemorySegment[] weight;

  final MemorySegment[] bias;

  /** Of each convolution, [kernel height, kernel width, in, out] and [out]. */
  final MemorySegment[] convolutionWeight;

  final MemorySegment[] convolutionBias;

  private final NetworkSpec spec;
  private final ParameterOrder order;

  ParameterSegments(Arena arena, NetworkSpec spec) {
    this.spec = spec;
    order = ParameterOrder.channelsLast(spec);
    all = NativeMemory.allocateFloats(arena, spec.parameters());
    DenseNetwork dense = DenseNetwork.endOf(spec);
    weight = new MemorySegment[dense.layers()];
    bias = new MemorySegment[dense.layers()];
    for (int layer = 0; layer < dense.layers(); layer++) {
      weight[layer] = from(dense.weightOffset(layer));
      bias[layer] = from(dense.biasOffset(layer));
    }
    List<PlannedLayer> convolutions =
        spec.plan().layers().stream().filter(each -> each.layer() instanceof Conv2d).toList();
    convolutionWeight = new MemorySegment[convolutions.size()];
    convolutionBias = new MemorySegment[convolutions.size()];
    for (int i = 0; i < convolutions.size(); i++) {
      convolutionWeight[i] = from(convolutions.get(i).weight().offset());
      convolutionBias[i] = from(convolutions.get(i).bias().offset());
    }
  }

  private MemorySegment from(int offset) {
    return all.asSlice((long) offset * Float.BYTES);
  }

  void set(Weights weights) {
    float[] values = order.toEngine(weights.values());
    MemorySegment.copy(values, 0, all, JAVA_FLOAT, 0, values.length);
  }

  Weights get() {
    float[] values = new float[spec.parameters()];
    addTo(values);
    return new Weights(spec, values);
  }

  /**
   * Adds these numbers to others.
   *
   * @param sum float32 [parameters], laid out as {@link Weights} are
   */
  void addTo(float[] sum) {
    float[] values = new float[spec.parameters()];
    MemorySegment.copy(all, JAVA_FLOAT, 0, values, 0, values.length);
    float[] contract = order.fromEngine(values);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += contract[i];
    }
  }
}
