package anchorbench.engine.cpu.product;

import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code c = a b} of float32 matrices, row-major and dense; one thread's own. */
public interface Product {
  /** Whether an operand is read as its transpose. */
  enum Read {
    AS_IS,
    TRANSPOSED
  }

  /** Makes it for one worker. */
  interface Maker {
    /**
     * @param arena of any memory it needs
     * @param rows at most so many go through the network at once
     */
    Product make(Arena arena, NetworkSpec spec, int rows);
  }

  /**
   * @param a [m, k], or [k, m] read transposed
   * @param b [k, n], or [n, k] read transposed
   * @param c [m, n]
   */
  void multiply(
      Read readA,
      Read readB,
      int m,
      int n,
      int k,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c);
}
