package anchorbench.metric;

import java.util.Arrays;

/** Sums of products of embeddings' columns, in double: what covariances and probes are made of. */
final class Moments {
  /** Rows whose products are added at once, so that a sum is loaded and stored once for all. */
  private static final int ROWS = 4;

  /** Such groups of rows that a row of the sums meets while it is in the first cache. */
  private static final int GROUPS = 8;

  private Moments() {}

  /**
   * {@code X^T X}. The order of additions does not depend on the rows' blocks.
   *
   * @param shift subtracted from every row, double [width]
   * @return double [width, width]
   */
  static double[][] of(Rows rows, double[] shift) {
    int width = rows.width();
    double[][] sums = new double[width][width];
    double[][] x = new double[ROWS * GROUPS][width];
    int filled = 0;
    for (Rows.Block block : rows.blocks()) {
      float[] values = block.values();
      for (int at = 0; at < values.length; at += width) {
        double[] row = x[filled];
        for (int j = 0; j < width; j++) {
          row[j] = values[at + j] - shift[j];
        }
        if (++filled == x.length) {
          addProducts(x, GROUPS, sums);
          filled = 0;
        }
      }
    }
    int groups = Math.ceilDiv(filled, ROWS);
    for (double[] behindTheLast : Arrays.asList(x).subList(filled, groups * ROWS)) {
      Arrays.fill(behindTheLast, 0);
    }
    addProducts(x, groups, sums);
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < j; k++) {
        sums[j][k] = sums[k][j];
      }
    }
    return sums;
  }

  /** The upper triangle. */
  private static void addProducts(double[][] x, int groups, double[][] sums) {
    for (int j = 0; j < sums.length; j++) {
      for (int group = 0; group < groups; group++) {
        addProducts(x, group * ROWS, j, sums[j]);
      }
    }
  }

  private static void addProducts(double[][] x, int first, int column, double[] row) {
    double[] x0 = x[first];
    double[] x1 = x[first + 1];
    double[] x2 = x[first + 2];
    double[] x3 = x[first + 3];
    double y0 = x0[column];
    double y1 = x1[column];
    double y2 = x2[column];
    double y3 = x3[column];
    for (int k = column; k < row.length; k++) {
      row[k] += (y0 * x0[k] + y1 * x1[k]) + (y2 * x2[k] + y3 * x3[k]);
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

  /** Means of the columns, double [width]. */
  static double[] means(Rows rows) {
    int width = rows.width();
    double[] means = new double[width];
    for (Rows.Block block : rows.blocks()) {
      float[] values = block.values();
      for (int at = 0; at < values.length; at += width) {
        for (int j = 0; j < width; j++) {
          means[j] += values[at + j];
        }
      }
    }
    for (int j = 0; j < width; j++) {
      means[j] /= Math.max(1, rows.count());
    }
    return means;
  }
}
