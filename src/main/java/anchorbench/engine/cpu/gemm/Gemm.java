package anchorbench.engine.cpu.gemm;

import anchorbench.network.DenseNetwork;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code c = a b} of float32 matrices, row-major and dense; one thread's own. */
public interface Gemm {
  /** Whether an operand is read as its transpose. */
  enum Read {
    AS_IS,
    TRANSPOSED
  }

  /**
   * Sizes of a product and how its operands are read.
   *
   * @param m rows of the first operand as it is read, and of the product
   * @param n columns of the second operand as it is read, and of the product
   * @param k columns of the first operand, rows of the second
   */
  record Shape(Read readA, Read readB, int m, int n, int k) {
    /** Numbers from one row of the first operand to the next, as it lies in memory. */
    public int lda() {
      return readA == Read.AS_IS ? k : m;
    }

    /** Numbers from one row of the second operand to the next, as it lies in memory. */
    public int ldb() {
      return readB == Read.AS_IS ? n : k;
    }
  }

  /** Makes it for one worker. */
  interface Maker {
    /**
     * @param arena of any memory it needs
     * @param rows at most so many go through the network at once
     */
    Gemm make(Arena arena, DenseNetwork spec, int rows);
  }

  /**
   * @param a [m, k], or [k, m] read transposed
   * @param b [k, n], or [n, k] read transposed
   * @param c [m, n]
   */
  void multiply(Shape shape, MemorySegment a, MemorySegment b, MemorySegment c);
}
