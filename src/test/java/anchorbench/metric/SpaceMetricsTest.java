package anchorbench.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.TripletIndices;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shape of a space, by hand. */
class SpaceMetricsTest {
  @Test
  void effectiveRankCountsDirections() {
    // Singular values of the centred points are equal: exactly two directions.
    float[] cross = {1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0};
    assertEquals(2, EffectiveRank.of(Rows.of(cross, 3)), 1e-9);
    float[] onALine = {1, 2, 2, 4, 3, 6};
    assertEquals(1, EffectiveRank.of(Rows.of(onALine, 2)), 1e-4);
    assertEquals(0, EffectiveRank.of(Rows.of(new float[] {3, 3, 3, 3}, 2)));
    // Singular values 2 sqrt(2) and sqrt(2), shares 2/3 and 1/3.
    float[] unequal = {2, 0, -2, 0, 0, 1, 0, -1};
    double entropy = -(2 / 3.0 * Math.log(2 / 3.0) + 1 / 3.0 * Math.log(1 / 3.0));
    assertEquals(Math.exp(entropy), EffectiveRank.of(Rows.of(unequal, 2)), 1e-9);
  }

  @Test
  void aPlaneMapShowsTheLargestDirectionsAndCanBeTurnedTowardsAnother() {
    // Spread 3 along the third axis, 1 along the first, none along the second; centre (1, 5, 2).
    Rows points = Rows.of(new float[] {1, 5, 5, 1, 5, -1, 2, 5, 2, 0, 5, 2}, 3);
    PlaneMap map = PlaneMap.of(points, new int[] {0, 0, 1, 1}, 2);
    assertEquals(List.of(0, 0, 1, 1), map.classes());
    assertEquals(1, map.share(), 1e-9);
    assertEquals(3, Math.abs(map.x().get(0)), 1e-4);
    assertEquals(-map.x().get(0), map.x().get(1), 1e-4);
    assertEquals(1, Math.abs(map.y().get(2)), 1e-4);
    assertEquals(0, map.y().get(0), 1e-4);
    assertEquals(2, PlaneMap.of(points, new int[] {0, 0, 1, 1}, 1).x().size());

    for (int side : new int[] {1, -1}) {
      // Turned by 50 degrees, and mirrored the second time: the way back is found.
      double cos = Math.cos(Math.toRadians(50));
      double sin = Math.sin(Math.toRadians(50));
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        x.add(cos * map.x().get(i) - sin * map.y().get(i));
        y.add(side * (sin * map.x().get(i) + cos * map.y().get(i)));
      }
      PlaneMap back = new PlaneMap(map.classes(), x, y, 1).towards(map);
      for (int i = 0; i < 4; i++) {
        assertEquals(map.x().get(i), back.x().get(i), 1e-9);
        assertEquals(map.y().get(i), back.y().get(i), 1e-9);
      }
    }
  }

  @Test
  void centroidsAreMeansAndTheGapIsTheirDistance() {
    float[] points = {0, 0, 2, 4, 10, 10};
    float[] centroids = Centroids.of(Rows.of(points, 2), new int[] {0, 0, 1}, 2);
    assertArrayEquals(new float[] {1, 2, 10, 10}, centroids);
    Rows others = Rows.of(new float[] {4, 6, 10, 10}, 2);
    assertEquals(2.5, Centroids.gap(Rows.of(centroids, 2), others), 1e-12);
  }

  @Test
  void mahalanobisUndoesScaleAndCorrelation() {
    // Variances 4 and 1, no correlation: (2, 0) and (0, 1) are one deviation away.
    RandomStream random = new RandomStream(3, RngStream.BENCHMARK, 1);
    int n = 40_000;
    float[] cloud = new float[2 * n];
    for (int i = 0; i < n; i++) {
      cloud[2 * i] = (float) (5 + 2 * normal(random));
      cloud[2 * i + 1] = (float) (-1 + normal(random));
    }
    Mahalanobis found = Mahalanobis.ofClass(cloud, 2, new int[n], 0);
    float[] probes = {5, -1, 7, -1, 5, 0, 7, 0};
    assertEquals(0, found.distance(probes, 0), 0.03);
    assertEquals(1, found.distance(probes, 1), 0.03);
    assertEquals(1, found.distance(probes, 2), 0.03);
    assertEquals(Math.sqrt(2), found.distance(probes, 3), 0.04);
  }

  private static double normal(RandomStream random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.unit();
    }
    return sum;
  }

  @Test
  void aLinearProbeSeparatesWhatALineSeparates() {
    Rows points = Rows.of(new float[] {0, 1, 0, 2, 0, 3, 5, 1, 5, 2, 5, 3}, 2);
    int[] labels = {0, 0, 0, 1, 1, 1};
    LinearProbe probe = LinearProbe.fit(points, labels, 2);
    assertEquals(1, probe.accuracy(points, labels));
    Rows others = Rows.of(new float[] {1, 9, 4, -9}, 2);
    assertEquals(1, probe.accuracy(others, new int[] {0, 1}));
    // Exclusive or has no line.
    Rows square = Rows.of(new float[] {0, 0, 1, 1, 0, 1, 1, 0}, 2);
    int[] exclusive = {0, 0, 1, 1};
    assertTrue(LinearProbe.fit(square, exclusive, 2).accuracy(square, exclusive) <= 0.75);
  }

  @Test
  void tripletDistancesByHand() {
    Rows embeddings = Rows.of(new float[] {0, 0, 3, 4, 6, 8}, 2);
    Rows table = Rows.of(new float[] {0, 8}, 2);
    TripletIndices triplets =
        new TripletIndices(
            new int[] {0, TripletIndices.tableAnchor(0)}, new int[] {1, 1}, new int[] {2, 2});
    TripletDistances found = TripletDistances.of(triplets, embeddings, table, Distance.EUCLIDEAN);
    assertArrayEquals(new double[] {5, 5}, found.anchorPositive(), 1e-12);
    assertArrayEquals(new double[] {10, 6}, found.anchorNegative(), 1e-12);
    assertArrayEquals(new double[] {5, 5}, found.positiveNegative(), 1e-12);
    assertEquals(1, found.accuracy());
    TripletLoss loss = new TripletLoss(Distance.EUCLIDEAN, 2);
    assertEquals((0 + 1) / 2.0, found.loss(loss), 1e-12);
    assertEquals(0.5, found.activeShare(loss));
    Spread spread = Spread.of(found.anchorNegative());
    assertEquals(8, spread.mean());
    assertEquals(Math.sqrt(8), spread.sd(), 1e-12);
    assertEquals(Math.sqrt(8) / 8, spread.cv(), 1e-12);
    assertEquals(List.of(0, 1, 1), Histogram.of(found.anchorNegative(), 4, 3).counts());
  }

  @Test
  void normsAreLengthsAndNotFiniteOnesAreNoNumber() {
    assertEquals(7.5, Norms.mean(Rows.of(new float[] {3, 4, 6, 8}, 2)));
    assertTrue(Double.isNaN(Norms.mean(Rows.of(new float[] {3, Float.NaN}, 2))));
  }
}
