package anchorbench.matrix;

import anchorbench.experiment.Comparison;

/** What every cell of a matrix is asked. */
public enum Question {
  /** k-NN accuracy at the end, or of unseen classes their MAP@R. */
  FAR("k-NN accuracy", true),
  NEIGHBOURHOODS("MAP@R", true),
  TRIPLETS("steps to nine tenths", false),
  SECONDS("seconds to nine tenths", false);

  private final String measure;
  private final boolean points;

  Question(String measure, boolean points) {
    this.measure = measure;
    this.points = points;
  }

  /** What is measured. */
  public String measure() {
    return measure;
  }

  /** The measure with its unit, for the head of a column. */
  public String label() {
    return measure + (points ? ", points" : ", ratio");
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
