package anchorbench.engine.cpu.gemm;

import java.lang.foreign.MemorySegment;

/** {@code c += a b} of float32 matrices, row-major and dense, which may be arrays. */
public interface SmallGemm {
  /**
   * @param a [m, k]
   * @param b [k, n]
   * @param c [m, n]
   */
  void add(int m, int n, int k, MemorySegment a, MemorySegment b, MemorySegment c);
}
