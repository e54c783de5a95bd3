package anchorbench.engine.cpu;

import anchorbench.engine.cpu.blas.OpenBlas.Read;
import anchorbench.network.NetworkSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code c = a b} of float32 matrices, row-major and dense; one thread's own. */
interface Product {
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
