package anchorbench.metric;

/** Lengths of embeddings. */
public final class Norms {
  private Norms() {}

  /**
   * @param embeddings float32 [n, width]
   * @return mean Euclidean norm; NaN where a number is not finite
   */
  public static double mean(float[] embeddings, int width) {
    int count = embeddings.length / width;
    double sum = 0;
    for (int i = 0; i < embeddings.length; i += width) {
      double squared = 0;
      for (int j = i; j < i + width; j++) {
        squared += (double) embeddings[j] * embeddings[j];
      }
      sum += Math.sqrt(squared);
    }
    double mean = sum / count;
    return Double.isFinite(mean) ? mean : Double.NaN;
  }
}
