package anchorbench.experiment;

import anchorbench.data.ClassIndex;
import anchorbench.engine.NeighbourOrder;
import anchorbench.network.Distance;
import anchorbench.network.Weights;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Tells after each epoch whether a network has collapsed: maps images of different classes to one
 * point. It looks at a few training images, so that it costs next to nothing.
 */
final class Collapse {
  /**
   * Images of different classes this close, by the margin and by how far apart they began, are one
   * point.
   */
  static final double POINT = 1e-2;

  private static final int IMAGES = 512;

  private final ExperimentContext context;
  private final float margin;
  private final double limit;

  /** Images of as many classes as there are, in turn. */
  private final int[] images;

  /**
   * @param initial the network before its first step
   */
  Collapse(ExperimentContext context, float margin, Weights initial) {
    this.context = context;
    this.margin = margin;
    ClassIndex index = context.train.index();
    int classes = index.classes();
    int each = Math.min(Math.max(1, IMAGES / classes), index.smallestClassSize());
    images =
        IntStream.range(0, classes * each)
            .map(i -> index.image(i % classes, i / classes))
            .toArray();
    limit = POINT * Math.min(margin, apart(initial));
  }

  /** What shows that a network has collapsed, or null if it has not. */
  String found(Weights weights) {
    double apart = apart(weights);
    // With a margin of 0 there is nothing to be apart for.
    return apart < limit ? message(apart, margin) : null;
  }

  static String message(double apart, float margin) {
    return String.format(
        Locale.ROOT, "images of different classes are %.2g apart, the margin is %g", apart, margin);
  }

  /** Mean distance of each image from the next, which is of another class. */
  private double apart(Weights weights) {
    float[] embeddings = context.train.session().embed(images, weights, context.scaling);
    Distance distance = context.protocol.training().distance();
    int width = weights.spec().outputs();
    double sum = 0;
    for (int i = 1; i < images.length; i++) {
      sum +=
          distance.ofSquared(
              NeighbourOrder.squared(embeddings, (i - 1) * width, embeddings, i * width, width));
    }
    return sum / (images.length - 1);
  }
}
