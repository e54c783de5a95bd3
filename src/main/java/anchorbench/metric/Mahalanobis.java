package anchorbench.metric;

import java.util.stream.IntStream;

/**
 * Distance from a class in units of its own spread: {@code sqrt((x - m)^T S^-1 (x - m))}
 * (Mahalanobis 1936). For normally distributed embeddings of the class its square has the mean
 * width. The covariance is shrunk a little towards its diagonal's mean, because embeddings of a
 * trained network fill few directions.
 */
public final class Mahalanobis {
  private static final double SHRINKAGE = 1e-3;

  private static final double FLOOR = 1e-8;

  private final double[] mean;

  /** double [width, width], of the covariance's Cholesky factors. */
  private final double[][] lower;

  private Mahalanobis(double[] mean, double[][] lower) {
    this.mean = mean;
    this.lower = lower;
  }

  /**
   * @param embeddings float32 [n, width]
   * @param labels int32 [n]
   * @param clazz with at least one member
   */
  public static Mahalanobis ofClass(float[] embeddings, int width, int[] labels, int clazz) {
    int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == clazz).toArray();
    Rows own = Rows.of(rows(embeddings, width, members), width);
    double[] mean = Moments.means(own);
    double[][] shrunk = Moments.of(own, mean);
    // One member spreads nowhere: then the floor alone says how far a distance of 1 is.
    double degrees = Math.max(1, members.length - 1);
    double level = Moments.trace(shrunk) / degrees / width;
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < width; k++) {
        shrunk[j][k] *= (1 - SHRINKAGE) / degrees;
      }
      shrunk[j][j] += Math.max(SHRINKAGE * level, FLOOR);
    }
    return new Mahalanobis(mean, new PositiveDefinite(shrunk).lower());
  }

  private static float[] rows(float[] embeddings, int width, int[] chosen) {
    float[] rows = new float[chosen.length * width];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(embeddings, chosen[i] * width, rows, i * width, width);
    }
    return rows;
  }

  /** Of row {@code row} of float32 [n, width]. */
  public double distance(float[] embeddings, int row) {
    int width = mean.length;
    double[] solved = new double[width];
    double squared = 0;
    for (int j = 0; j < width; j++) {
      double value = embeddings[row * width + j] - mean[j];
      for (int k = 0; k < j; k++) {
        value -= lower[j][k] * solved[k];
      }
      solved[j] = value / lower[j][j];
      squared += solved[j] * solved[j];
    }
    return Math.sqrt(squared);
  }
}
