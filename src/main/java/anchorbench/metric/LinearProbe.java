package anchorbench.metric;

/**
 * A linear classifier on frozen embeddings: least squares on one-hot classes (Bishop 2006, section
 * 4.1.3) with a little ridge, solved in closed form, so that it has no seed and no steps.
 */
public final class LinearProbe {
  /** Of the mean variance of a column: keeps dead columns from making the system singular. */
  private static final double RIDGE = 1e-4;

  private static final double FLOOR = 1e-8;

  /** More columns make a matrix of more than 128 MiB, and hours of sums of their products. */
  public static final int MOST_COLUMNS = 4096;

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

  /** Whether it is fitted in so many columns: the cost grows with their square and their cube. */
  public static boolean isMeasured(int width) {
    return width <= MOST_COLUMNS;
  }

  /**
   * @param labels int32 [n], of the rows
   */
  public static LinearProbe fit(Rows embeddings, int[] labels, int classes) {
    int width = embeddings.width();
    double[] means = Moments.means(embeddings);
    double[][] gram = Moments.of(embeddings, means);
    // A floor for a space that is one point: there the priors alone decide.
    double ridge = Math.max(RIDGE * Moments.trace(gram) / width, FLOOR);
    for (int j = 0; j < width; j++) {
      gram[j][j] += ridge;
    }
    double[] priors = new double[classes];
    double[][] targets = new double[width][classes];
    for (Rows.Block block : embeddings.blocks()) {
      for (int i = block.first(); i < block.first() + block.count(); i++) {
        int c = labels[i];
        int at = block.at(i);
        priors[c] += 1.0 / labels.length;
        for (int j = 0; j < width; j++) {
          targets[j][c] += block.values()[at + j] - means[j];
        }
      }
    }
    return new LinearProbe(width, means, new PositiveDefinite(gram).solve(targets), priors);
  }

  /** Share of embeddings whose largest output is that of their class. */
  public double accuracy(Rows embeddings, int[] labels) {
    int right = 0;
    double[] x = new double[width];
    for (Rows.Block block : embeddings.blocks()) {
      for (int i = block.first(); i < block.first() + block.count(); i++) {
        int at = block.at(i);
        for (int j = 0; j < width; j++) {
          x[j] = block.values()[at + j] - means[j];
        }
        right += classOf(x) == labels[i] ? 1 : 0;
      }
    }
    return (double) right / labels.length;
  }

  private int classOf(double[] x) {
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
    return best;
  }
}
