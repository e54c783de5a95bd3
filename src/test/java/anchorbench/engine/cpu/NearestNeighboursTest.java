package anchorbench.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import anchorbench.engine.cpu.neighbours.ClusteredRows;
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
    try (CpuEngine engine = CpuEngine.with(kernels, GemmChoice.make(), 2)) {
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

  private float[] clusters(int count, float spread) {
    return ClusteredRows.of(random, count, WIDTH, spread);
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
}
