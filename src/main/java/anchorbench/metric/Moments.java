package anchorbench.metric;

/** Sums of products of embeddings' columns, in double: what covariances and probes are made of. */
final class Moments {
  private static final int ROWS = 4;

  private Moments() {}

  /**
   * {@code X^T X}.
   *
   * @param rows float32 [n, width]
   * @param chosen which rows, or null for all
   * @param shift subtracted from every row, double [width]
   * @return double [width, width]
   */
  static double[][] of(float[] rows, int width, int[] chosen, double[] shift) {
    double[][] sums = new double[width][width];
    int count = chosen == null ? rows.length / width : chosen.length;
    double[][] x = new double[ROWS][width];
    for (int from = 0; from < count; from += ROWS) {
      for (int r = 0; r < ROWS; r++) {
        // Rows behind the last are zeros.
        int row = from + r < count ? (chosen == null ? from + r : chosen[from + r]) : -1;
        for (int j = 0; j < width; j++) {
          x[r][j] = row < 0 ? 0 : rows[row * width + j] - shift[j];
        }
      }
      addProducts(x, sums);
    }
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < j; k++) {
        sums[j][k] = sums[k][j];
      }
    }
    return sums;
  }

  /**
   * The upper triangle; several rows at a time, so that a sum is loaded and stored once for all.
   */
  private static void addProducts(double[][] x, double[][] sums) {
    double[] x0 = x[0];
    double[] x1 = x[1];
    double[] x2 = x[2];
    double[] x3 = x[3];
    for (int j = 0; j < x0.length; j++) {
      double[] row = sums[j];
      double y0 = x0[j];
      double y1 = x1[j];
      double y2 = x2[j];
      double y3 = x3[j];
      for (int k = j; k < row.length; k++) {
        row[k] += (y0 * x0[k] + y1 * x1[k]) + (y2 * x2[k] + y3 * x3[k]);
      }
    }
  }

  /** Sum of the diagonal. */
  static double trace(double[][] matrix) {
    double trace = 0;
    for (int j = 0; j < matrix.length; j++) {
      trace += matrix[j][j];
    }
    return trace;
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
