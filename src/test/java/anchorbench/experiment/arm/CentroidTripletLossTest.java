package anchorbench.experiment.arm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CentroidTripletLossTest {
  private static final int WIDTH = 3;
  private static final int[] CLASSES = {4, 4, 4, 1, 1, 7, 9, 9, 9, 9};

  private static CentroidTripletLoss loss(Distance distance, float margin) {
    return new CentroidTripletLoss(
        new TripletLoss(distance, margin),
        CLASSES,
        WIDTH,
        new RandomStream(5, RngStream.CENTROID_TRIPLETS, 0));
  }

  private static float[] embeddings() {
    RandomStream random = new RandomStream(6, RngStream.BENCHMARK, 0);
    float[] embeddings = new float[CLASSES.length * WIDTH];
    for (int i = 0; i < embeddings.length; i++) {
      embeddings[i] = (float) random.between(-1, 1);
    }
    return embeddings;
  }

  /** Central differences in double steps of float32 numbers: off by about the step's square. */
  @ParameterizedTest
  @EnumSource(Distance.class)
  void theGradientIsThatOfTheLoss(Distance distance) {
    float[] at = embeddings();
    float[] gradient = new float[at.length];
    CentroidTripletLoss loss = loss(distance, 1);
    loss.of(at, gradient);
    assertTrue(loss.active() > 5, loss.active() + " active");
    float step = 0x1p-10f;
    for (int i = 0; i < at.length; i++) {
      float[] more = at.clone();
      float[] less = at.clone();
      more[i] += step;
      less[i] -= step;
      double slope =
          (loss(distance, 1).of(more, new float[at.length])
                  - loss(distance, 1).of(less, new float[at.length]))
              / ((double) more[i] - less[i]);
      assertEquals(slope, gradient[i], 2e-5, "number " + i);
    }
  }

  /** Two classes of two on a line: each one's positive is its partner, its negative a middle. */
  @ParameterizedTest
  @EnumSource(
      value = Distance.class,
      names = {"EUCLIDEAN"})
  void byHand(Distance distance) {
    CentroidTripletLoss loss =
        new CentroidTripletLoss(
            new TripletLoss(distance, 1),
            new int[] {0, 0, 1, 1},
            1,
            new RandomStream(1, RngStream.CENTROID_TRIPLETS, 0));
    // d(0,1) - d(0,3.5) + 1 < 0; 1 - 2.5 + 1 < 0; d(3,4) - d(3,0.5) + 1 < 0; 1 - 3.5 + 1 < 0.
    assertEquals(0, loss.of(new float[] {0, 1, 3, 4}, new float[4]));
    // 2 - 2 + 1, 2 - 0 + 1; 2 - 0 + 1, 2 - 2 + 1: means are 1 and 2.
    assertEquals(2, loss.of(new float[] {0, 2, 1, 3}, new float[4]));
    assertEquals(4, loss.active());
  }
}
