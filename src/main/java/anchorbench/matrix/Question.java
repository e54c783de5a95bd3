package anchorbench.matrix;

import anchorbench.experiment.Comparison;

/** What every cell of a matrix is asked. */
public enum Question {
  /** k-NN accuracy at the end, or of unseen classes their MAP@R. */
  FAR("k-NN accuracy, points", true),
  NEIGHBOURHOODS("MAP@R, points", true),
  TRIPLETS("steps to nine tenths, ratio", false),
  SECONDS("seconds to nine tenths, ratio", false);

  private final String label;
  private final boolean points;

  Question(String label, boolean points) {
    this.label = label;
    this.points = points;
  }

  /** For the head of a column. */
  public String label() {
    return label;
  }

  /**
   * Whether effects are differences in points, more being better; else they are logarithms of
   * ratios.
   */
  public boolean isInPoints() {
    return points;
  }

  /** Null where a comparison has no answer. */
  Effect of(Comparison comparison) {
    if (comparison.rows().isEmpty() || (!points && comparison.soon() == null)) {
      return null;
    }
    return switch (this) {
      case FAR -> Effect.on(comparison, comparison.rows().getFirst().measure());
      case NEIGHBOURHOODS -> Effect.on(comparison, "MAP@R");
      case TRIPLETS -> Effect.on(comparison, comparison.soon().triplets());
      case SECONDS -> Effect.on(comparison, comparison.soon().seconds());
    };
  }
}
