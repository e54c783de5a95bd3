package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterOrder;
import anchorbench.network.ParameterSlot;
import anchorbench.network.Weights;
import java.util.List;

/**
 * Where a network's parameters lie on the card: in a {@link ParameterOrder}, but each tensor and
 * its bfloat16 twin, of half the bytes, start where products want their matrices. The gaps stay
 * zero.
 */
final class ParameterLayout {
  /** Numbers, of a bfloat16 two bytes, between two places where products want a matrix to begin. */
  static final int ALIGNMENT = GemmLibrary.ALIGNMENT / Short.BYTES;

  private final NetworkSpec spec;
  private final ParameterOrder order;
  private final List<ParameterSlot> slots;

  /** Position of each tensor, in numbers; behind them of the end. */
  private final int[] at;

  ParameterLayout(NetworkSpec spec, ParameterOrder order) {
    this.spec = spec;
    this.order = order;
    slots = spec.plan().slots();
    at = new int[slots.size() + 1];
    for (int i = 0; i < slots.size(); i++) {
      at[i + 1] = aligned(at[i] + slots.get(i).size());
    }
  }

  private static int aligned(int count) {
    return Math.ceilDiv(count, ALIGNMENT) * ALIGNMENT;
  }

  NetworkSpec spec() {
    return spec;
  }

  /** Position of a layer's weight, in numbers; layers with parameters are counted. */
  int weightAt(int layer) {
    return at[2 * layer];
  }

  int biasAt(int layer) {
    return at[2 * layer + 1];
  }

  /** Numbers in all, gaps included; a multiple of 4. */
  int padded() {
    return at[slots.size()];
  }

  float[] pack(Weights weights) {
    float[] ordered = order.toEngine(weights.values());
    float[] packed = new float[padded()];
    for (int i = 0; i < slots.size(); i++) {
      ParameterSlot slot = slots.get(i);
      System.arraycopy(ordered, slot.offset(), packed, at[i], slot.size());
    }
    return packed;
  }

  Weights unpack(float[] packed) {
    float[] ordered = new float[spec.parameters()];
    for (int i = 0; i < slots.size(); i++) {
      ParameterSlot slot = slots.get(i);
      System.arraycopy(packed, at[i], ordered, slot.offset(), slot.size());
    }
    return new Weights(spec, order.fromEngine(ordered));
  }
}
