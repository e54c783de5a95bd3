package anchorbench.engine.reference;

import anchorbench.network.TripletLoss;

/**
 * The loss of one triplet and its gradient by the three embeddings.
 *
 * @param violation the triplet's loss; it is active where this is above 0
 * @param byAnchor loss by the anchor's embedding, times the share; likewise positive and negative.
 *     Not there where the triplet is not active
 */
record ReferenceLoss(
    double violation, double[] byAnchor, double[] byPositive, double[] byNegative) {
  /**
   * @param share factor on the gradient: 1 by the number of triplets that the loss is a mean over
   */
  static ReferenceLoss of(TripletLoss loss, double[] a, double[] p, double[] n, double share) {
    double positiveDistance = loss.distance().ofSquared(squared(a, p));
    double negativeDistance = loss.distance().ofSquared(squared(a, n));
    double violation = loss.violation(positiveDistance, negativeDistance);
    if (!(violation > 0)) {
      return new ReferenceLoss(violation, null, null, null);
    }
    double toPositive = share * loss.distance().gradientFactor(positiveDistance);
    double toNegative = share * loss.distance().gradientFactor(negativeDistance);
    double[] byAnchor = new double[a.length];
    double[] byPositive = new double[a.length];
    double[] byNegative = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      byPositive[j] = -toPositive * (a[j] - p[j]);
      byNegative[j] = toNegative * (a[j] - n[j]);
      byAnchor[j] = -byPositive[j] - byNegative[j];
    }
    return new ReferenceLoss(violation, byAnchor, byPositive, byNegative);
  }

  boolean isActive() {
    return violation > 0;
  }

  private static double squared(double[] x, double[] y) {
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += (x[j] - y[j]) * (x[j] - y[j]);
    }
    return sum;
  }
}
