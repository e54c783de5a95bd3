package anchorbench.metric;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.RealMatrix;

/** Sums of products of embeddings' columns, in double: what covariances and probes are made of. */
final class Moments {
  private Moments() {}

  /**
   * {@code X^T X}.
   *
   * @param rows float32 [n, width]
   * @param chosen which rows, or null for all
   * @param shift subtracted from every row, double [width]
   */
  static RealMatrix of(float[] rows, int width, int[] chosen, double[] shift) {
    double[][] sums = new double[width][width];
    double[] x = new double[width];
    int count = chosen == null ? rows.length / width : chosen.length;
    for (int i = 0; i < count; i++) {
      int at = (chosen == null ? i : chosen[i]) * width;
      for (int j = 0; j < width; j++) {
        x[j] = rows[at + j] - shift[j];
      }
      for (int j = 0; j < width; j++) {
        double value = x[j];
        double[] row = sums[j];
        // Images are half zeros.
        for (int k = j; value != 0 && k < width; k++) {
          row[k] += value * x[k];
        }
      }
    }
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < j; k++) {
        sums[j][k] = sums[k][j];
      }
    }
    return new Array2DRowRealMatrix(sums, false);
  }

  /** Column means of chosen rows, or of all. */
  static double[] means(float[] rows, int width, int[] chosen) {
    int count = chosen == null ? rows.length / width : chosen.length;
    double[] means = new double[width];
    for (int i = 0; i < count; i++) {
      int at = (chosen == null ? i : chosen[i]) * width;
      for (int j = 0; j < width; j++) {
        means[j] += rows[at + j];
      }
    }
    for (int j = 0; j < width; j++) {
      means[j] /= Math.max(1, count);
    }
    return means;
  }
}
