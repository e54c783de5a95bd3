package anchorbench.experiment.arm;

import anchorbench.engine.EmbeddingLoss;
import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;
import anchorbench.random.RandomStream;

/**
 * Mean over a batch's images of {@code max(0, d(f, p) - d(f, n) + margin)}, f being the image's
 * embedding, p the mean of the others of its class, n the mean of another class.
 *
 * <p>The gradient of a triplet by p goes in equal parts to the K - 1 images that p is the mean of,
 * that by n in equal parts to the K of n.
 */
final class CentroidTripletLoss implements EmbeddingLoss {
  private final TripletLoss loss;
  private final int width;

  /** Of each image, the group of its class in this batch; and the group of its negative. */
  private final int[] group;

  private final int[] negativeGroup;
  private final int[] size;
  private int active;

  /**
   * @param classes int32 [count], class by class; at least two of them
   * @param random draws each image's negative class
   */
  CentroidTripletLoss(TripletLoss loss, int[] classes, int width, RandomStream random) {
    this.loss = loss;
    this.width = width;
    group = new int[classes.length];
    for (int i = 1; i < classes.length; i++) {
      group[i] = group[i - 1] + (classes[i] == classes[i - 1] ? 0 : 1);
    }
    int groups = group[classes.length - 1] + 1;
    size = new int[groups];
    negativeGroup = new int[classes.length];
    for (int i = 0; i < classes.length; i++) {
      size[group[i]]++;
      int other = random.below(groups - 1);
      negativeGroup[i] = other < group[i] ? other : other + 1;
    }
  }

  /** Images whose loss was above 0. */
  int active() {
    return active;
  }

  @Override
  public double of(float[] embeddings, float[] gradient) {
    int count = group.length;
    double[] sums = new double[size.length * width];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < width; j++) {
        sums[group[i] * width + j] += embeddings[i * width + j];
      }
    }
    double[] byImage = new double[embeddings.length];
    double[] byGroup = new double[sums.length];
    active = 0;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      // An image alone of its class is its own positive.
      sum += image(i, embeddings, sums, byImage, byGroup);
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < width; j++) {
        gradient[i * width + j] =
            (float) ((byImage[i * width + j] + byGroup[group[i] * width + j]) / count);
      }
    }
    return sum / count;
  }

  /** Adds the gradient of one image's triplet: its own part, and every member's of a group. */
  private double image(
      int i, float[] embeddings, double[] sums, double[] byImage, double[] byGroup) {
    int others = size[group[i]] - 1;
    double[] fromPositive = new double[width];
    double[] fromNegative = new double[width];
    double positive = 0;
    double negative = 0;
    for (int j = 0; j < width; j++) {
      double f = embeddings[i * width + j];
      double p = others == 0 ? f : (sums[group[i] * width + j] - f) / others;
      double n = sums[negativeGroup[i] * width + j] / size[negativeGroup[i]];
      fromPositive[j] = f - p;
      fromNegative[j] = f - n;
      positive += fromPositive[j] * fromPositive[j];
      negative += fromNegative[j] * fromNegative[j];
    }
    Distance distance = loss.distance();
    double toPositive = distance.ofSquared(positive);
    double toNegative = distance.ofSquared(negative);
    double violation = loss.violation(toPositive, toNegative);
    if (!(violation <= 0)) {
      active++;
      double pull = distance.gradientFactor(toPositive);
      double push = distance.gradientFactor(toNegative);
      for (int j = 0; j < width; j++) {
        double byPositive = pull * fromPositive[j];
        double byNegative = push * fromNegative[j];
        byImage[i * width + j] += byPositive - byNegative;
        if (others > 0) {
          // Each member of the group but the image itself.
          byGroup[group[i] * width + j] -= byPositive / others;
          byImage[i * width + j] += byPositive / others;
        }
        byGroup[negativeGroup[i] * width + j] += byNegative / size[negativeGroup[i]];
      }
    }
    return violation;
  }
}
