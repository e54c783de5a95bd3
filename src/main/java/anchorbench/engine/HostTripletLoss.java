package anchorbench.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;
import java.lang.foreign.MemorySegment;

/**
 * The triplet loss on embeddings in host memory, for engines whose library would take longer to be
 * called than these few thousand numbers take: a plain loop that knows nothing of the network.
 */
public final class HostTripletLoss {
  private final TripletLoss loss;
  private final int width;
  private float[] fixedAnchors;
  private int active;
  private float mean;

  /**
   * @param width numbers of an embedding
   */
  public HostTripletLoss(TripletLoss loss, int width) {
    this.loss = loss;
    this.width = width;
  }

  /** See {@link Trainer#fixAnchors}. */
  public void fixAnchors(float[] embeddings) {
    fixedAnchors = embeddings.clone();
  }

  /** Whether {@link #placeAnchors} has anything to do. */
  public boolean anchorsAreFixed() {
    return fixedAnchors != null;
  }

  /**
   * Writes fixed anchors over what the network made of the table's pixels.
   *
   * @param embeddings float32 [plan.rows, width]
   */
  public void placeAnchors(RowPlan plan, MemorySegment embeddings) {
    for (int i = 0; i < plan.tableRows; i++) {
      long at = (long) i * width * Float.BYTES;
      int from = plan.tableAnchors[i] * width;
      MemorySegment.copy(fixedAnchors, from, embeddings, JAVA_FLOAT, at, width);
    }
  }

  /**
   * Leaves the mean loss, the number of active triplets and the gradient.
   *
   * @param embeddings float32 [plan.rows, width]
   * @param gradient float32 [plan.rows, width], loss by embedding, written
   */
  public void run(RowPlan plan, int count, MemorySegment embeddings, MemorySegment gradient) {
    gradient.asSlice(0, (long) plan.rows * width * Float.BYTES).fill((byte) 0);
    Distance distance = loss.distance();
    active = 0;
    double violationSum = 0;
    for (int i = 0; i < count; i++) {
      long a = (long) plan.anchorRow[i] * width;
      long p = (long) plan.positiveRow[i] * width;
      long n = (long) plan.negativeRow[i] * width;
      double positive = distance.ofSquared(squared(embeddings, a, p));
      double negative = distance.ofSquared(squared(embeddings, a, n));
      double violation = loss.violation(positive, negative);
      violationSum += violation;
      // A NaN is not below: it stays active, so that it reaches the weights and is seen.
      if (!(violation <= 0)) {
        active++;
        float pull = (float) (distance.gradientFactor(positive) / count);
        float push = (float) (distance.gradientFactor(negative) / count);
        boolean free = fixedAnchors == null || plan.anchorRow[i] >= plan.tableRows;
        for (int j = 0; j < width; j++) {
          float anchor = embeddings.getAtIndex(JAVA_FLOAT, a + j);
          float pulled = -pull * (anchor - embeddings.getAtIndex(JAVA_FLOAT, p + j));
          float pushed = push * (anchor - embeddings.getAtIndex(JAVA_FLOAT, n + j));
          add(gradient, p + j, pulled);
          add(gradient, n + j, pushed);
          if (free) {
            add(gradient, a + j, -pulled - pushed);
          }
        }
      }
    }
    mean = (float) (violationSum / count);
  }

  /** Loss of the last {@link #run}. */
  public float mean() {
    return mean;
  }

  /** Triplets of the last {@link #run} whose loss was above 0. */
  public int active() {
    return active;
  }

  private double squared(MemorySegment values, long x, long y) {
    float sum = 0;
    for (int j = 0; j < width; j++) {
      float difference =
          values.getAtIndex(JAVA_FLOAT, x + j) - values.getAtIndex(JAVA_FLOAT, y + j);
      sum += difference * difference;
    }
    return sum;
  }

  private static void add(MemorySegment values, long at, float value) {
    values.setAtIndex(JAVA_FLOAT, at, values.getAtIndex(JAVA_FLOAT, at) + value);
  }
}
