package anchorbench.experiment.arm;

/** Squared distances between the embeddings of a batch, for arms that choose among them. */
final class BatchDistances {
  private final float[] squared;
  private final int columns;

  private BatchDistances(float[] squared, int columns) {
    this.squared = squared;
    this.columns = columns;
  }

  /**
   * In float32, each a sum over the dimensions in their order.
   *
   * @param embeddings float32 [n, width]
   * @param rows the first so many are asked about, their distances to all n
   */
  static BatchDistances of(float[] embeddings, int width, int rows) {
    int n = embeddings.length / width;
    float[] squared = new float[rows * n];
    // A dimension of all images side by side: the inner loop has neighbours for the vector units.
    float[] dimension = new float[n];
    for (int d = 0; d < width; d++) {
      for (int j = 0; j < n; j++) {
        dimension[j] = embeddings[j * width + d];
      }
      for (int i = 0; i < rows; i++) {
        addSquares(dimension, dimension[i], squared, i * n);
      }
    }
    return new BatchDistances(squared, n);
  }

  private static void addSquares(float[] dimension, float own, float[] squared, int from) {
    for (int j = 0; j < dimension.length; j++) {
      float difference = own - dimension[j];
      squared[from + j] += difference * difference;
    }
  }

  /** From image {@code i}, one of the first, to image {@code j}. */
  float squared(int i, int j) {
    return squared[i * columns + j];
  }
}
