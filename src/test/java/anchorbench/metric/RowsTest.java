package anchorbench.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.network.Distance;
import anchorbench.triplet.TripletIndices;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every measure of a space gives the same bits however its rows are cut into blocks. */
class RowsTest {
  private static final int COUNT = 101;
  private static final int CLASSES = 3;
  private static final long SEED = 5_417;

  private final SplittableRandom random = new SplittableRandom(SEED);

  /** Rows that are copied out of an array, so many at a time. */
  private record Cut(float[] values, int width, int blockRows) implements Rows {
    @Override
    public int count() {
      return values.length / width;
    }

    @Override
    public Block block(int first, int count) {
      return new Block(
          first, width, Arrays.copyOfRange(values, first * width, (first + count) * width));
    }
  }

  @ParameterizedTest
  // 1025 columns: too many for a matrix of their products, so that axes are iterated.
  @CsvSource({"13, 1", "13, 7", "13, 32", "13, 100", "13, 101", "1025, 7"})
  void blocksChangeNoBit(int width, int blockRows) {
    float[] values = new float[COUNT * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian(i % width, 1 + i % 5);
    }
    Rows whole = Rows.of(values, width);
    Rows cut = new Cut(values, width, blockRows);
    int[] labels = random.ints(COUNT, 0, CLASSES).toArray();
    String which = "width " + width + ", blocks of " + blockRows + ", seed " + SEED;

    float[] centroids = Centroids.of(whole, labels, CLASSES);
    assertArrayEquals(centroids, Centroids.of(cut, labels, CLASSES), which);
    Rows table = Rows.of(centroids, width);
    assertEquals(
        Centroids.gap(table, whole), Centroids.gap(new Cut(centroids, width, 1), cut), which);
    assertEquals(Norms.mean(whole), Norms.mean(cut), which);
    assertEquals(EffectiveRank.of(whole), EffectiveRank.of(cut), which);
    assertEquals(PlaneMap.of(whole, labels, 20), PlaneMap.of(cut, labels, 20), which);
    assertEquals(
        LinearProbe.fit(whole, labels, CLASSES).accuracy(whole, labels),
        LinearProbe.fit(cut, labels, CLASSES).accuracy(cut, labels),
        which);
    double[] means = Moments.means(whole);
    assertArrayEquals(means, Moments.means(cut), which);
    assertArrayEquals(Moments.of(whole, means), Moments.of(cut, means), which);
    TripletIndices triplets =
        new TripletIndices(
            new int[] {0, 100, TripletIndices.tableAnchor(2)},
            new int[] {50, 7, 1},
            new int[] {100, 6, 99});
    TripletDistances expected = TripletDistances.of(triplets, whole, table, Distance.EUCLIDEAN);
    TripletDistances found = TripletDistances.of(triplets, cut, table, Distance.EUCLIDEAN);
    assertArrayEquals(expected.anchorPositive(), found.anchorPositive(), which);
    assertArrayEquals(expected.anchorNegative(), found.anchorNegative(), which);
    assertArrayEquals(expected.positiveNegative(), found.positiveNegative(), which);
  }

  @Test
  void rowsInMemoryAreNeverCopied() {
    float[] values = {1, 2, 3, 4, 5, 6};
    Rows rows = Rows.of(values, 2);
    assertEquals(3, rows.count());
    assertSame(values, rows.block(1, 1).values());
    assertEquals(2, rows.block(1, 1).at(1));
    rows.blocks().forEach(block -> assertSame(values, block.values()));
  }

  /** Products of columns by hand, in no order of ours: the twin of the blocked sums. */
  @Test
  void momentsAreSumsOfProducts() {
    int width = 5;
    float[] values = new float[COUNT * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-50, 50);
    }
    double[][] expected = new double[width][width];
    for (int at = 0; at < values.length; at += width) {
      for (int j = 0; j < width; j++) {
        for (int k = 0; k < width; k++) {
          expected[j][k] += (double) values[at + j] * values[at + k];
        }
      }
    }
    // Whole numbers: sums are exact.
    assertArrayEquals(expected, Moments.of(Rows.of(values, width), new double[width]));
  }

  @Test
  void aProbeHasSoManyColumnsAndNoMore() {
    assertTrue(LinearProbe.isMeasured(4096));
    assertTrue(!LinearProbe.isMeasured(4097));
  }
}
