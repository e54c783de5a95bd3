package anchorbench.metric;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The two directions in which rows spread most (principal components, Pearson 1901).
 *
 * @param first double [width], of length 1; likewise second, or zeros where there is none
 * @param share of the variance that lies along both, 1 where there is no variance
 */
record PrincipalAxes(double[] first, double[] second, double share) {
  /** More columns are too many for a matrix of their products. */
  static final int MOST_COLUMNS = 1024;

  /** Directions followed besides the two that are wanted: convergence is by the next eigenvalue. */
  private static final int BLOCK = 8;

  private static final int MOST_ITERATIONS = 100;

  /** Change of the variance found at which iteration ends, as a share of it. */
  private static final double CONVERGED = 1e-7;

  private static final long SEED = 1;

  /**
   * @param means double [width], of the columns
   */
  static PrincipalAxes of(Rows rows, double[] means) {
    int width = rows.width();
    double[][] axes =
        width <= MOST_COLUMNS ? Spectrum.axes(Moments.of(rows, means), 2) : iterated(rows, means);
    double total = 0;
    double shown = 0;
    for (Rows.Block block : rows.blocks()) {
      float[] values = block.values();
      for (int at = 0; at < values.length; at += width) {
        double x = along(axes[0], values, at, means);
        double y = along(axes[1], values, at, means);
        shown += x * x + y * y;
        for (int j = 0; j < width; j++) {
          double value = values[at + j] - means[j];
          total += value * value;
        }
      }
    }
    return new PrincipalAxes(axes[0], axes[1], total == 0 ? 1 : Math.min(1, shown / total));
  }

  /** Coordinate of the row at {@code at} along an axis. */
  static double along(double[] axis, float[] rows, int at, double[] means) {
    double sum = 0;
    for (int j = 0; j < axis.length; j++) {
      sum += axis[j] * (rows[at + j] - means[j]);
    }
    return sum;
  }

  /** Subspace iteration (Rutishauser 1970): the matrix of products is applied, never made. */
  static double[][] iterated(Rows rows, double[] means) {
    int width = rows.width();
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] block = new double[Math.min(BLOCK, width)][width];
    for (double[] direction : block) {
      Arrays.setAll(direction, _ -> random.nextDouble() - 0.5);
    }
    double[][] projected = new double[block.length][block.length];
    double before = -1;
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      orthonormalise(block);
      double[][] next = new double[block.length][width];
      projected = new double[block.length][block.length];
      for (Rows.Block some : rows.blocks()) {
        apply(some.values(), means, block, next, projected);
      }
      double[] variances = Spectrum.values(projected);
      double found = variances[0] + variances[1];
      if (Math.abs(found - before) <= CONVERGED * found || i == MOST_ITERATIONS - 1) {
        break;
      }
      before = found;
      block = next;
    }
    return turned(block, Spectrum.axes(projected, 2));
  }

  /** {@code next += X^T X block}, {@code projected += block^T X^T X block}. */
  private static void apply(
      float[] rows, double[] means, double[][] block, double[][] next, double[][] projected) {
    double[] coordinates = new double[block.length];
    double[] row = new double[means.length];
    for (int at = 0; at < rows.length; at += row.length) {
      for (int j = 0; j < row.length; j++) {
        row[j] = rows[at + j] - means[j];
      }
      for (int b = 0; b < block.length; b++) {
        coordinates[b] = product(block[b], row);
      }
      for (int b = 0; b < block.length; b++) {
        add(coordinates[b], row, next[b]);
        add(coordinates[b], coordinates, projected[b]);
      }
    }
  }

  /** Gram and Schmidt's, twice each, which is enough (Giraud et al. 2005); zeros stay zeros. */
  private static void orthonormalise(double[][] block) {
    for (int b = 0; b < block.length; b++) {
      double length = Math.sqrt(product(block[b], block[b]));
      for (int pass = 0; pass < 2; pass++) {
        for (int other = 0; other < b; other++) {
          add(-product(block[other], block[b]), block[other], block[b]);
        }
      }
      double left = Math.sqrt(product(block[b], block[b]));
      // What is left of a direction that lay in the others' span is rounding.
      double scale = left > 1e-12 * length ? 1 / left : 0;
      for (int j = 0; j < block[b].length; j++) {
        block[b][j] *= scale;
      }
    }
  }

  private static double[][] turned(double[][] block, double[][] axes) {
    double[][] turned = new double[axes.length][block[0].length];
    for (int a = 0; a < axes.length; a++) {
      for (int b = 0; b < block.length; b++) {
        add(axes[a][b], block[b], turned[a]);
      }
    }
    return turned;
  }

  private static double product(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += x[j] * y[j];
    }
    return sum;
  }

  private static void add(double factor, double[] x, double[] sum) {
    for (int j = 0; j < x.length; j++) {
      sum[j] += factor * x[j];
    }
  }
}
