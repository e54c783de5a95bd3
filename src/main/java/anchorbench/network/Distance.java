package anchorbench.network;

import anchorbench.InputException;

/** How far apart two embeddings are. */
public enum Distance {
  EUCLIDEAN("euclidean"),
  SQUARED_EUCLIDEAN("squared-euclidean");

  private final String label;

  Distance(String label) {
    this.label = label;
  }

  public static Distance parse(String text) {
    for (Distance distance : values()) {
      if (distance.label.equals(text)) {
        return distance;
      }
    }
    throw new InputException(
        "distance '" + text + "' unknown; expected euclidean or squared-euclidean");
  }

  /** The distance whose square is {@code squared}. */
  public double ofSquared(double squared) {
    return this == EUCLIDEAN ? Math.sqrt(squared) : squared;
  }

  /**
   * Factor by which the difference {@code x - y} is multiplied in the gradient with respect to x. 0
   * where x equals y and the Euclidean distance has no gradient.
   */
  public double gradientFactor(double distance) {
    if (this == SQUARED_EUCLIDEAN) {
      return 2;
    }
    return distance == 0 ? 0 : 1 / distance;
  }

  @Override
  public String toString() {
    return label;
  }
}
