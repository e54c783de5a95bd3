package anchorbench.network.layer;

import anchorbench.data.Shape;

/** An image as one row of numbers, in the order channel, height, width. Nothing moves. */
public record Flatten() implements Layer {
  @Override
  public Shape output(Shape in) {
    return new Shape(in.size(), 1, 1);
  }

  /** Whether it is one row of numbers already. */
  public static boolean isFlat(Shape shape) {
    return shape.height() == 1 && shape.width() == 1;
  }

  @Override
  public String toString() {
    return "flatten";
  }
}
