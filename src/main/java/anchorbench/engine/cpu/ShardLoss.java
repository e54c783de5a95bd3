package anchorbench.engine.cpu;

import anchorbench.engine.RowPlan;
import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;
import java.lang.foreign.MemorySegment;

/** The triplet loss on a shard's embeddings: it knows nothing of the network that made them. */
final class ShardLoss {
  private final Kernels kernels;
  private final TripletLoss loss;
  private final int width;

  /** Triplets with a loss, in order; the first {@link #active} count. */
  final int[] activeTriplets;

  /** Factors on {@code a - p} and {@code a - n} of each active triplet's gradient. */
  private final float[] pull;

  private final float[] push;

  /** Of the triplet whose gradient is being added: its embeddings and its gradients. */
  private final TripletRows from;

  private final TripletRows to;

  int active;
  double violationSum;

  ShardLoss(Kernels kernels, TripletLoss loss, int width, int capacity) {
    this.kernels = kernels;
    this.loss = loss;
    this.width = width;
    activeTriplets = new int[capacity];
    pull = new float[capacity];
    push = new float[capacity];
    from = new TripletRows(width);
    to = new TripletRows(width);
  }

  /**
   * Finds the active triplets and their violations.
   *
   * @param embeddings float32 [plan.rows, width]
   * @param share 1 by the number of triplets that the loss is a mean over
   */
  void measure(MemorySegment embeddings, RowPlan plan, int count, float share) {
    Distance distance = loss.distance();
    active = 0;
    violationSum = 0;
    for (int i = 0; i < count; i++) {
      long a = (long) plan.anchorRow[i] * width;
      double positive =
          distance.ofSquared(
              kernels.squaredDistance(embeddings, a, (long) plan.positiveRow[i] * width, width));
      double negative =
          distance.ofSquared(
              kernels.squaredDistance(embeddings, a, (long) plan.negativeRow[i] * width, width));
      double violation = loss.violation(positive, negative);
      violationSum += violation;
      // A NaN is not below: it stays active, so that it reaches the weights and is seen.
      if (!(violation <= 0)) {
        pull[active] = (float) (share * distance.gradientFactor(positive));
        push[active] = (float) (share * distance.gradientFactor(negative));
        activeTriplets[active++] = i;
      }
    }
  }

  /**
   * Adds the gradient of the {@code k}-th active triplet.
   *
   * @param gradient float32 [*, width], loss by embedding; its rows may lie elsewhere than the
   *     embeddings'
   */
  void addGradient(
      int k,
      MemorySegment embeddings,
      RowPlan plan,
      MemorySegment gradient,
      int anchorTo,
      int positiveTo,
      int negativeTo) {
    int i = activeTriplets[k];
    kernels.addTripletGradient(
        embeddings,
        from.at(plan.anchorRow[i], plan.positiveRow[i], plan.negativeRow[i]),
        pull[k],
        push[k],
        gradient,
        to.at(anchorTo, positiveTo, negativeTo),
        width);
  }
}
