package anchorbench.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.RawStore;

/**
 * Eigenvalues of a symmetric, positive semidefinite matrix: of any, the zero matrix and one column
 * among them. Rounding may leave eigenvalues of nothing a little below zero; they count as zero.
 */
final class Spectrum {
  private Spectrum() {}

  /**
   * @param matrix double [n, n]
   * @return double [n], largest first
   */
  static double[] values(double[][] matrix) {
    double[] values = values(decomposition(matrix, false), matrix.length);
    Arrays.sort(values);
    return IntStream.range(0, values.length)
        .mapToDouble(i -> Math.max(0, values[values.length - 1 - i]))
        .toArray();
  }

  /**
   * The directions of the largest eigenvalues, of length 1.
   *
   * @return double [count, n], largest first; rows of zeros where there are fewer than {@code
   *     count}
   */
  static double[][] axes(double[][] matrix, int count) {
    int width = matrix.length;
    Eigenvalue<Double> found = decomposition(matrix, true);
    double[] values = values(found, width);
    int[] order =
        IntStream.range(0, width)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -values[i]))
            .mapToInt(i -> i)
            .toArray();
    MatrixStore<Double> vectors = found.getV();
    double[][] axes = new double[count][width];
    for (int a = 0; a < Math.min(count, width); a++) {
      for (int j = 0; j < width; j++) {
        axes[a][j] = vectors.doubleValue(j, order[a]);
      }
    }
    return axes;
  }

  private static Eigenvalue<Double> decomposition(double[][] matrix, boolean vectors) {
    for (double[] row : matrix) {
      if (!Double.isFinite(Arrays.stream(row).sum())) {
        throw new ArithmeticException(
            "embeddings are not finite: the network diverged, so lower the learning rate");
      }
    }
    Eigenvalue<Double> found = Eigenvalue.R064.make(matrix.length, true);
    // It works in place.
    RawStore copy =
        RawStore.wrap(Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new));
    if (!(vectors ? found.decompose(copy) : found.computeValuesOnly(copy))) {
      throw new ArithmeticException("no spectrum found of " + matrix.length + " columns");
    }
    return found;
  }

  private static double[] values(Eigenvalue<Double> found, int count) {
    double[] values = new double[count];
    found.getEigenvalues(values, Optional.empty());
    return values;
  }
}
