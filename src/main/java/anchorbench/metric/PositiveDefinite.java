package anchorbench.metric;

import org.ojalgo.matrix.decomposition.Cholesky;
import org.ojalgo.matrix.store.RawStore;

/** A symmetric, positive definite matrix taken apart (Cholesky): what covariances are solved by. */
final class PositiveDefinite {
  private final Cholesky<Double> factors;

  /**
   * @param matrix double [n, n]
   * @throws ArithmeticException if it is not positive definite, e.g. for a NaN
   */
  PositiveDefinite(double[][] matrix) {
    factors = Cholesky.R064.make(matrix.length, matrix.length);
    factors.decompose(RawStore.wrap(matrix));
    if (!factors.isSPD()) {
      throw new ArithmeticException("a covariance that is not positive definite");
    }
  }

  /** The lower triangle L of {@code L L^T}, double [n, n]. */
  double[][] lower() {
    return factors.getL().toRawCopy2D();
  }

  /**
   * @param right double [n, columns]
   * @return double [n, columns]
   */
  double[][] solve(double[][] right) {
    return factors.getSolution(RawStore.wrap(right)).toRawCopy2D();
  }
}
