package anchorbench.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Retrieval metrics by hand on a line of points, and against their definitions on random ones. */
class RetrievalTest {
  private static final long SEED = 20;

  /** Points at 0 1 2 3 4 5 of classes A A B A B B; relevant others: 2 each. */
  private static final float[] LINE = {0, 1, 2.1f, 3.3f, 4.6f, 6};

  private static final int[] LABELS = {0, 0, 1, 0, 1, 1};

  private static Neighbourhoods line() {
    int[] nearest = new ReferenceEngine().nearest(LINE, LINE, 1, 3);
    return Neighbourhoods.withoutSelf(nearest, 2, LABELS);
  }

  @Test
  void byHand() {
    Neighbourhoods found = line();
    // 0: 1 2 | 1: 0 2 | 2.1: 1 3.3 | 3.3: 2.1 4.6 | 4.6: 3.3 6 | 6: 4.6 3.3
    assertArrayEquals(new int[] {1, 2, 0, 2, 1, 3, 2, 4, 3, 5, 4, 3}, found.nearest());
    assertEquals(3.0 / 6, PrecisionAtOne.of(found));
    int[] relevant = {2, 2};
    assertEquals((0.5 + 0.5 + 0 + 0 + 0.5 + 0.5) / 6, RPrecision.of(found, relevant), 1e-12);
    // A hit at rank 1 gives 1/2, one at rank 2 alone 1/4.
    assertEquals((0.5 + 0.5 + 0 + 0 + 0.25 + 0.5) / 6, MapAtR.of(found, relevant), 1e-12);
  }

  @Test
  void aDoubleOfAQueryDoesNotCountAsTheQuery() {
    float[] doubled = {5, 5, 5, 9};
    int[] nearest = new ReferenceEngine().nearest(doubled, doubled, 1, 2);
    Neighbourhoods found = Neighbourhoods.withoutSelf(nearest, 1, new int[] {0, 0, 0, 0});
    // The third is not among its own two nearest.
    assertArrayEquals(new int[] {1, 0, 0, 0}, found.nearest());
  }

  @Test
  void randomPointsAgainstTheDefinitions() {
    int n = 60;
    int width = 3;
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 0);
    float[] points = new float[n * width];
    int[] labels = new int[n];
    int[] sizes = new int[4];
    for (int i = 0; i < n; i++) {
      labels[i] = random.below(4);
      sizes[labels[i]]++;
      for (int j = 0; j < width; j++) {
        points[i * width + j] = (float) random.between(-1, 1) + labels[i] * 0.3f;
      }
    }
    int[] relevant = IntStream.of(sizes).map(size -> size - 1).toArray();
    int most = IntStream.of(relevant).max().orElseThrow();
    Neighbourhoods found =
        Neighbourhoods.withoutSelf(
            new ReferenceEngine().nearest(points, points, width, most + 1), most, labels);
    double precision = 0;
    double map = 0;
    double first = 0;
    for (int q = 0; q < n; q++) {
      int query = q;
      List<Integer> ranked =
          IntStream.range(0, n)
              .filter(i -> i != query)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> squared(points, query, i, width)))
              .toList();
      int r = relevant[labels[q]];
      double sum = 0;
      for (int i = 1; i <= r; i++) {
        long hits = ranked.subList(0, i).stream().filter(o -> labels[o] == labels[query]).count();
        sum += labels[ranked.get(i - 1)] == labels[q] ? (double) hits / i : 0;
        precision += i == r ? (double) hits / r / n : 0;
      }
      map += sum / r / n;
      first += labels[ranked.getFirst()] == labels[q] ? 1.0 / n : 0;
    }
    assertEquals(first, PrecisionAtOne.of(found), 1e-12);
    assertEquals(precision, RPrecision.of(found, relevant), 1e-12);
    assertEquals(map, MapAtR.of(found, relevant), 1e-12);
  }

  private static double squared(float[] points, int x, int y, int width) {
    double sum = 0;
    for (int j = 0; j < width; j++) {
      double difference = (double) points[x * width + j] - points[y * width + j];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void theNearestBreaksATiedVote() {
    int[] labels = {0, 1, 1, 0, 2};
    Neighbourhoods tied = new Neighbourhoods(new int[] {1, 0, 2, 3}, 4, new int[] {1}, labels);
    assertEquals(1, NeighbourVote.accuracy(tied, 3));
    Neighbourhoods outvoted = new Neighbourhoods(new int[] {4, 0, 3}, 3, new int[] {2}, labels);
    assertEquals(0, NeighbourVote.accuracy(outvoted, 3));
  }
}
