package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.GemmLibrary;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Weights;

/**
 * Where a network's parameters lie on the card: as {@link DenseNetwork} has them, but each tensor
 * and its bfloat16 twin, of half the bytes, start where products want their matrices. The gaps stay
 * zero.
 */
final class ParameterLayout {
  /** In numbers: of a bfloat16 two bytes. */
  private static final int ALIGNMENT = GemmLibrary.ALIGNMENT / Short.BYTES;

  private final DenseNetwork spec;
  private final int[] weightAt;
  private final int[] biasAt;
  private final int padded;

  ParameterLayout(DenseNetwork spec) {
    this.spec = spec;
    weightAt = new int[spec.layers()];
    biasAt = new int[spec.layers()];
    int next = 0;
    for (int layer = 0; layer < spec.layers(); layer++) {
      weightAt[layer] = next;
      next = aligned(next + spec.in(layer) * spec.out(layer));
      biasAt[layer] = next;
      next = aligned(next + spec.out(layer));
    }
    padded = next;
  }

  private static int aligned(int count) {
    return Math.ceilDiv(count, ALIGNMENT) * ALIGNMENT;
  }

  DenseNetwork spec() {
    return spec;
  }

  /** Position of a layer's weight, in numbers. */
  int weightAt(int layer) {
    return weightAt[layer];
  }

  int biasAt(int layer) {
    return biasAt[layer];
  }

  /** Numbers in all, gaps included; a multiple of 4. */
  int padded() {
    return padded;
  }

  float[] pack(Weights weights) {
    float[] packed = new float[padded];
    for (int layer = 0; layer < spec.layers(); layer++) {
      int bias = spec.biasOffset(layer);
      int weight = spec.weightOffset(layer);
      System.arraycopy(weights.values(), weight, packed, weightAt[layer], bias - weight);
      System.arraycopy(weights.values(), bias, packed, biasAt[layer], spec.out(layer));
    }
    return packed;
  }

  Weights unpack(float[] packed) {
    float[] values = new float[spec.parameters()];
    for (int layer = 0; layer < spec.layers(); layer++) {
      int bias = spec.biasOffset(layer);
      int weight = spec.weightOffset(layer);
      System.arraycopy(packed, weightAt[layer], values, weight, bias - weight);
      System.arraycopy(packed, biasAt[layer], values, bias, spec.out(layer));
    }
    return new Weights(spec.spec(), values);
  }
}
