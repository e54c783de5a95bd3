package anchorbench.metric;

/** Class means of embeddings. */
public final class Centroids {
  private Centroids() {}

  /**
   * @param labels int32 [n], of the rows
   * @return float32 [classes, width], summed in double; a class without members has a zero row
   */
  public static float[] of(Rows embeddings, int[] labels, int classes) {
    int width = embeddings.width();
    double[] sums = new double[classes * width];
    int[] counts = new int[classes];
    for (Rows.Block block : embeddings.blocks()) {
      add(block, labels, sums, counts);
    }
    float[] centroids = new float[classes * width];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (float) (sums[i] / Math.max(1, counts[i / width]));
    }
    return centroids;
  }

  private static void add(Rows.Block block, int[] labels, double[] sums, int[] counts) {
    int width = block.width();
    float[] values = block.values();
    for (int i = block.first(); i < block.first() + block.count(); i++) {
      int c = labels[i];
      int at = block.at(i);
      counts[c]++;
      for (int j = 0; j < width; j++) {
        sums[c * width + j] += values[at + j];
      }
    }
  }

  /**
   * Mean over the classes of the Euclidean distance between two sets of points, e.g. the embeddings
   * of the mean images and the means of the embeddings: 0 for a linear network.
   */
  public static double gap(Rows points, Rows others) {
    double sum = 0;
    for (int c = 0; c < points.count(); c++) {
      sum += Math.sqrt(squared(points.block(c, 1), others.block(c, 1), c));
    }
    return sum / points.count();
  }

  private static double squared(Rows.Block point, Rows.Block other, int row) {
    int from = point.at(row);
    int otherFrom = other.at(row);
    double squared = 0;
    for (int j = 0; j < point.width(); j++) {
      double difference = (double) point.values()[from + j] - other.values()[otherFrom + j];
      squared += difference * difference;
    }
    return squared;
  }
}
