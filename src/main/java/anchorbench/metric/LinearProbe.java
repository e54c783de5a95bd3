package anchorbench.metric;

/**
 * A linear classifier on frozen embeddings: least squares on one-hot classes (Bishop 2006, section
 * 4.1.3) with a little ridge, solved in closed form, so that it has no seed and no steps.
 */
public final class LinearProbe {
  /** Of the mean variance of a column: keeps dead columns from making the system singular. */
  private static final double RIDGE = 1e-4;

  private static final double FLOOR = 1e-8;

  private final int width;
  private final double[] means;

  /** double [width, classes]. */
  private final double[][] weights;

  private final double[] priors;

  private LinearProbe(int width, double[] means, double[][] weights, double[] priors) {
    this.width = width;
    this.means = means;
    this.weights = weights;
    this.priors = priors;
  }

  /**
   * @param embeddings float32 [n, width]
   * @param labels int32 [n]
   */
  public static LinearProbe fit(float[] embeddings, int width, int[] labels, int classes) {
    double[] means = Moments.means(embeddings, width, null);
    double[][] gram = Moments.of(embeddings, width, null, means);
    // A floor for a space that is one point: there the priors alone decide.
    double ridge = Math.max(RIDGE * Moments.trace(gram) / width, FLOOR);
    for (int j = 0; j < width; j++) {
      gram[j][j] += ridge;
    }
    double[] priors = new double[classes];
    double[][] targets = new double[width][classes];
    for (int i = 0; i < labels.length; i++) {
      int c = labels[i];
      priors[c] += 1.0 / labels.length;
      for (int j = 0; j < width; j++) {
        targets[j][c] += embeddings[i * width + j] - means[j];
      }
    }
    return new LinearProbe(width, means, new PositiveDefinite(gram).solve(targets), priors);
  }

  /** Share of embeddings, float32 [n, width], whose largest output is that of their class. */
  public double accuracy(float[] embeddings, int[] labels) {
    int right = 0;
    double[] x = new double[width];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < width; j++) {
        x[j] = embeddings[i * width + j] - means[j];
      }
      double[] outputs = new double[priors.length];
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < outputs.length; c++) {
          outputs[c] += x[j] * weights[j][c];
        }
      }
      int best = 0;
      for (int c = 1; c < outputs.length; c++) {
        best = outputs[c] + priors[c] > outputs[best] + priors[best] ? c : best;
      }
      right += best == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
