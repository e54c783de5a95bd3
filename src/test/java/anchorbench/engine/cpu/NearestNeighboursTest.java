package anchorbench.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.reference.ReferenceEngine;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spaces in which panels are passed over, and those in which that could go wrong. */
class NearestNeighboursTest {
  private static final int SEED = 20_241_218;
  private static final int WIDTH = 8;

  private final Random random = new Random(SEED);

  private static int[] found(Kernels kernels, float[] queries, float[] index, int k) {
    try (CpuEngine engine = CpuEngine.with(kernels, ProductChoice.make(), 2)) {
      return engine.nearest(queries, index, WIDTH, k);
    }
  }

  private static void assertExact(float[] queries, float[] index, int k) {
    int[] expected = new ReferenceEngine().nearest(queries, index, WIDTH, k);
    for (Kernels kernels : new Kernels[] {new VectorKernels(), new ScalarKernels()}) {
      assertArrayEquals(
          expected,
          found(kernels, queries, index, k),
          kernels.description() + ", k " + k + ", seed " + SEED);
    }
  }

  /** Clusters far apart: all but a cluster's own panels lie beyond its worst candidate. */
  private float[] clusters(int count, float spread) {
    float[] rows = new float[count * WIDTH];
    for (int i = 0; i < count; i++) {
      int cluster = random.nextInt(6);
      for (int j = 0; j < WIDTH; j++) {
        float centre = (cluster * 7 + j * 5) % 11;
        rows[i * WIDTH + j] = 100 + centre + spread * (float) random.nextGaussian();
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1e-5f, 0.001f, 0.03f, 0.1f, 3})
  void clustersAreSearchedExactly(float spread) {
    float[] index = clusters(1501, spread);
    float[] queries = clusters(203, spread);
    for (int k : new int[] {1, 2, 5, 64, 65, 300}) {
      assertExact(queries, index, k);
    }
    assertExact(index, index, 2);
  }

  /** Most rows at nearly one point, the others anywhere: float32 cannot tell the first apart. */
  @ParameterizedTest
  @ValueSource(floats = {1e-6f, 1e-4f, 1e-2f})
  void aTightClusterAmongOthersIsSearchedExactly(float spread) {
    float[] index = new float[1201 * WIDTH];
    for (int i = 0; i < index.length; i++) {
      float value = (float) random.nextGaussian();
      index[i] = i / WIDTH % 10 == 0 ? 3 * value : 0.7f + spread * value;
    }
    float[] queries = Arrays.copyOf(index, 101 * WIDTH);
    for (int k : new int[] {1, 5, 70, 1100}) {
      assertExact(queries, index, k);
    }
  }

  /** As many values on a line as a test has images. */
  @Test
  void oneColumnThatVariesIsSearchedExactly() {
    float[] index = new float[3000 * WIDTH];
    for (int i = 0; i < index.length; i += WIDTH) {
      index[i] = 5 + (float) random.nextGaussian();
    }
    float[] queries = Arrays.copyOf(index, 150 * WIDTH);
    for (int k : new int[] {2, 5, 300}) {
      assertExact(queries, index, k);
    }
  }

  @Test
  void ofEqualRowsTheFirstAreNearest() {
    float[] index = new float[700 * WIDTH];
    Arrays.fill(index, 3.25f);
    int[] nearest = found(new VectorKernels(), index, index, 5);
    for (int q = 0; q < 700; q++) {
      assertArrayEquals(
          IntStream.range(0, 5).toArray(), Arrays.copyOfRange(nearest, q * 5, q * 5 + 5));
    }
    assertExact(index, index, 70);
  }

  @Test
  void aQueryFarFromEverythingFindsItsNearest() {
    float[] index = clusters(500, 0.1f);
    float[] queries = new float[WIDTH];
    Arrays.fill(queries, -1e4f);
    assertExact(queries, index, 3);
  }

  @Test
  void rowsWithoutNumbersAreNobodysNearest() {
    float[] index = clusters(300, 0.5f);
    index[40 * WIDTH + 2] = Float.NaN;
    index[41 * WIDTH] = Float.NaN;
    float[] queries = clusters(20, 0.5f);
    for (int k : new int[] {1, 4, 100, 299, 300}) {
      assertExact(queries, index, k);
    }
  }

  @Test
  void numbersWhoseSquaresOverflowAreSearchedExactly() {
    float[] index = new float[150 * WIDTH];
    for (int i = 0; i < index.length; i++) {
      index[i] = (i / WIDTH * 7 % 150) * 1e19f;
    }
    for (int k : new int[] {1, 3, 33, 70, 150}) {
      assertExact(index, index, k);
      assertExact(index, Arrays.copyOf(index, k * WIDTH), k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 32, 33, 1000})
  void aSpatialOrderHasEveryRowOnce(int count) {
    float[] rows = clusters(count, 0.2f);
    int[] order = SpatialOrder.of(rows, WIDTH, 32);
    assertEquals(count, order.length);
    assertArrayEquals(IntStream.range(0, count).toArray(), Arrays.stream(order).sorted().toArray());
  }

  @Test
  void aSpatialOrderKeepsClustersTogether() {
    float[] rows = new float[64 * WIDTH];
    for (int i = 0; i < 64; i++) {
      rows[i * WIDTH + 5] = i % 2 == 0 ? 1 : 9;
    }
    int[] order = SpatialOrder.of(rows, WIDTH, 32);
    for (int i = 0; i < 64; i++) {
      assertEquals(i / 32, order[i] % 2, "place " + i);
    }
  }

  @Test
  void ballsHoldTheirRows() {
    float[] rows = clusters(101, 0.7f);
    int[] order = SpatialOrder.of(rows, WIDTH, 4);
    Balls balls = new Balls(order, 4, WIDTH, rows);
    assertEquals(26, balls.count);
    for (int place = 0; place < order.length; place++) {
      int ball = place / 4;
      double squared = 0;
      for (int j = 0; j < WIDTH; j++) {
        double d = (double) rows[order[place] * WIDTH + j] - balls.centres[ball * WIDTH + j];
        squared += d * d;
      }
      assertTrue(Math.sqrt(squared) <= balls.radii[ball], "place " + place);
    }
  }
}
