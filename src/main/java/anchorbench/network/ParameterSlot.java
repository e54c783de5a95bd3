package anchorbench.network;

import anchorbench.network.layer.ParameterShape;
import java.util.List;

/**
 * Where a tensor of parameters lies in the row of numbers that holds all of them.
 *
 * @param name in files, e.g. {@code layer0.weight}: layers with parameters are counted
 * @param axes see {@link ParameterShape}; row-major
 * @param offset of its first number
 * @param size how many numbers
 * @param limit see {@link ParameterShape}
 */
public record ParameterSlot(String name, List<Integer> axes, int offset, int size, double limit) {
  /** Behind its last number. */
  public int end() {
    return offset + size;
  }

  /** The axes as libraries want them. */
  public long[] dimensions() {
    return axes.stream().mapToLong(Integer::longValue).toArray();
  }

  /** The axes as an array. */
  public int[] shape() {
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }
}
