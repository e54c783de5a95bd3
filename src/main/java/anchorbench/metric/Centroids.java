package anchorbench.metric;

/** Class means of embeddings. */
public final class Centroids {
  private Centroids() {}

  /**
   * @param embeddings float32 [n, width]
   * @param labels int32 [n]
   * @return float32 [classes, width], summed in double; a class without members has a zero row
   */
  public static float[] of(float[] embeddings, int width, int[] labels, int classes) {
    double[] sums = new double[classes * width];
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      int c = labels[i];
      counts[c]++;
      for (int j = 0; j < width; j++) {
        sums[c * width + j] += embeddings[i * width + j];
      }
    }
    float[] centroids = new float[classes * width];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (float) (sums[i] / Math.max(1, counts[i / width]));
    }
    return centroids;
  }

  /**
   * Mean over the classes of the Euclidean distance between two sets of points, e.g. the embeddings
   * of the mean images and the means of the embeddings: 0 for a linear network.
   */
  public static double gap(float[] points, float[] others, int width) {
    int classes = points.length / width;
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double squared = 0;
      for (int j = c * width; j < (c + 1) * width; j++) {
        squared += ((double) points[j] - others[j]) * ((double) points[j] - others[j]);
      }
      sum += Math.sqrt(squared);
    }
    return sum / classes;
  }
}
