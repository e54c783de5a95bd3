package anchorbench.network;

import anchorbench.InputException;

/**
 * Mean over the batch of {@code max(0, d(a, p) - d(a, n) + margin)} (Schroff et al. 2015, eq. 3,
 * there with squared distances). A triplet is active where that is above 0; others have no
 * gradient.
 */
public record TripletLoss(Distance distance, float margin) {
  public static final TripletLoss DEFAULT = new TripletLoss(Distance.EUCLIDEAN, 1);

  public TripletLoss {
    if (!(margin >= 0) || Float.isInfinite(margin)) {
      throw new InputException("margin " + margin + ": expected a number from 0 on");
    }
  }

  /** One triplet's violation, from distances. */
  public double violation(double positiveDistance, double negativeDistance) {
    return Math.max(0, positiveDistance - negativeDistance + margin);
  }
}
