package anchorbench.experiment.arm;

import java.util.Arrays;

/** Squared distances between the embeddings of a batch, for arms that choose among them. */
final class BatchDistances {
  private final int width;
  private final int n;

  /** float32 [width, n]: images side by side, neighbours for the vector units. */
  private final float[] dimensions;

  private final float[] squared;

  /**
   * @param embeddings float32 [n, width]
   */
  BatchDistances(float[] embeddings, int width) {
    this.width = width;
    n = embeddings.length / width;
    dimensions = new float[embeddings.length];
    for (int i = 0; i < n; i++) {
      for (int d = 0; d < width; d++) {
        dimensions[d * n + i] = embeddings[i * width + d];
      }
    }
    squared = new float[n];
  }

  /**
   * From one image to all of them, in float32, each a sum over the dimensions in their order.
   *
   * @return float32 [n], to be read before the next call
   */
  float[] from(int image) {
    Arrays.fill(squared, 0);
    for (int d = 0; d < width; d++) {
      addSquares(d * n, dimensions[d * n + image]);
    }
    return squared;
  }

  private void addSquares(int dimension, float own) {
    for (int j = 0; j < n; j++) {
      float difference = own - dimensions[dimension + j];
      squared[j] += difference * difference;
    }
  }
}
