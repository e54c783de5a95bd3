package anchorbench.metric;

/** Lengths of embeddings. */
public final class Norms {
  private Norms() {}

  /**
   * @return mean Euclidean norm; NaN where a number is not finite
   */
  public static double mean(Rows embeddings) {
    int width = embeddings.width();
    double sum = 0;
    for (Rows.Block block : embeddings.blocks()) {
      float[] values = block.values();
      for (int i = 0; i < values.length; i += width) {
        double squared = 0;
        for (int j = i; j < i + width; j++) {
          squared += (double) values[j] * values[j];
        }
        sum += Math.sqrt(squared);
      }
    }
    double mean = sum / embeddings.count();
    return Double.isFinite(mean) ? mean : Double.NaN;
  }
}
