package anchorbench.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Spectra of matrices that are anything but of full rank. */
class SpectrumTest {
  private static final long SEED = 20_261;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private float[] cloud(int rows, int width) {
    float[] cloud = new float[rows * width];
    for (int i = 0; i < cloud.length; i++) {
      cloud[i] = (float) random.nextGaussian();
    }
    return cloud;
  }

  /** What the values must add up to: the trace is the sum of squares of all numbers. */
  private static void assertSums(float[] rows, int width, int rank) {
    Rows all = Rows.of(rows, width);
    double[][] matrix = Moments.of(all, Moments.means(all));
    double[] values = Spectrum.values(matrix);
    double trace = Moments.trace(matrix);
    // Each of the values is off by a few roundings of the largest (Weyl).
    double bound = 1e-14 * width * Math.max(values[0], Double.MIN_NORMAL);
    assertEquals(trace, Arrays.stream(values).sum(), width * bound, "seed " + SEED);
    for (int i = 0; i < values.length; i++) {
      assertTrue(values[i] >= 0, "not negative");
      assertTrue(i == 0 || values[i] <= values[i - 1], "largest first");
      assertTrue(i < rank || values[i] <= bound, i + " of rank " + rank + ": " + values[i]);
    }
  }

  @Test
  void ranksThatAreNotFull() {
    assertSums(cloud(500, 784), 784, 499);
    assertSums(cloud(3, 64), 64, 2);
    float[] repeated = cloud(47, 784);
    float[] duplicates = new float[20 * repeated.length];
    for (int at = 0; at < duplicates.length; at += repeated.length) {
      System.arraycopy(repeated, 0, duplicates, at, repeated.length);
    }
    assertSums(duplicates, 784, 46);
  }

  @Test
  void scalesFarApartInOneMatrix() {
    float[] graded = cloud(1000, 784);
    for (int i = 0; i < graded.length; i++) {
      graded[i] *= (float) Math.exp(-0.1 * (i % 784));
    }
    assertSums(graded, 784, 784);
    float[] tiny = cloud(300, 64);
    for (int i = 0; i < tiny.length; i++) {
      tiny[i] *= 1e-38f;
    }
    assertSums(tiny, 64, 64);
  }

  @Test
  void nothingAndOneColumn() {
    assertArrayEquals(new double[64], Spectrum.values(new double[64][64]));
    assertArrayEquals(new double[] {0}, Spectrum.values(new double[1][1]));
    assertArrayEquals(new double[] {3}, Spectrum.values(new double[][] {{3}}));
    assertArrayEquals(new double[][] {{1}, {0}}, absolute(Spectrum.axes(new double[][] {{3}}, 2)));
    assertEquals(1, EffectiveRank.of(Rows.of(new float[] {1, 2, 4}, 1)));
    assertEquals(0, EffectiveRank.of(Rows.of(new float[] {2, 2, 2}, 1)));
  }

  private static double[][] absolute(double[][] values) {
    return Arrays.stream(values)
        .map(row -> Arrays.stream(row).map(Math::abs).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void whatIsNotFiniteHasNone() {
    assertThrows(ArithmeticException.class, () -> Spectrum.values(new double[][] {{Double.NaN}}));
    Rows endless = Rows.of(new float[] {1, 2, Float.POSITIVE_INFINITY, 3}, 2);
    assertThrows(ArithmeticException.class, () -> EffectiveRank.of(endless));
  }

  @Test
  void effectiveRankIsNotMeasuredAboveAThousandColumns() {
    assertTrue(EffectiveRank.isMeasured(1024));
    assertTrue(Double.isNaN(EffectiveRank.of(Rows.of(cloud(3, 1025), 1025))));
  }

  @Test
  void aMapOfOneColumnIsALine() {
    PlaneMap map = PlaneMap.of(Rows.of(new float[] {1, 2, 6}, 1), new int[] {0, 1, 1}, 5);
    assertEquals(List.of(2.0, 1.0, 3.0), map.x().stream().map(Math::abs).toList());
    assertEquals(List.of(0.0, 0.0, 0.0), map.y());
    assertEquals(1, map.share());
    PlaneMap point = PlaneMap.of(Rows.of(new float[8], 4), new int[] {0, 1}, 5);
    assertEquals(List.of(0.0, 0.0), point.x());
    assertEquals(1, point.share());
  }

  @Test
  void iterationFindsThePlaneOfTheDecomposition() {
    int width = 40;
    float[] rows = cloud(300, width);
    for (int i = 0; i < rows.length; i++) {
      rows[i] *= i % width == 7 ? 5 : i % width == 11 ? 4 : 1;
    }
    Rows all = Rows.of(rows, width);
    double[] means = Moments.means(all);
    double[][] iterated = PrincipalAxes.iterated(all, means);
    double[][] exact = Spectrum.axes(Moments.of(all, means), 2);
    for (int a = 0; a < 2; a++) {
      double cosine = 0;
      for (int j = 0; j < width; j++) {
        cosine += iterated[a][j] * exact[a][j];
      }
      // A variance that is right to 1e-7 is that of an axis right to its root.
      assertEquals(1, Math.abs(cosine), 1e-6, "axis " + a + ", seed " + SEED);
    }
    Rows nothing = Rows.of(new float[4 * 2000], 2000);
    assertEquals(1, PrincipalAxes.of(nothing, new double[2000]).share());
  }
}
