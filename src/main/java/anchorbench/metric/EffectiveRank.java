package anchorbench.metric;

/**
 * In how many directions embeddings spread: {@code exp} of the entropy of the normalised singular
 * values of the centred embeddings (Roy and Vetterli 2007). 1 if all lie on a line, the width if
 * all directions are alike, 0 if they are one point.
 */
public final class EffectiveRank {
  /** Below this share of the largest, a singular value is rounding. */
  private static final double ROUNDING = 1e-6;

  private EffectiveRank() {}

  /** Whether it is measured in so many columns: the cost grows with their cube. */
  public static boolean isMeasured(int width) {
    return width <= PrincipalAxes.MOST_COLUMNS;
  }

  /**
   * @return NaN where it {@linkplain #isMeasured is not measured}
   */
  public static double of(Rows embeddings) {
    if (!isMeasured(embeddings.width())) {
      return Double.NaN;
    }
    double[] means = Moments.means(embeddings);
    double[] squares = Spectrum.values(Moments.of(embeddings, means));
    double largest = Math.sqrt(squares[0]);
    double sum = 0;
    for (double square : squares) {
      sum += kept(square, largest);
    }
    if (sum == 0) {
      return 0;
    }
    double entropy = 0;
    for (double square : squares) {
      double share = kept(square, largest) / sum;
      entropy -= share == 0 ? 0 : share * Math.log(share);
    }
    return Math.exp(entropy);
  }

  private static double kept(double square, double largest) {
    double value = Math.sqrt(square);
    return value < ROUNDING * largest ? 0 : value;
  }
}
