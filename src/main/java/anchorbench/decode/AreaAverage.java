package anchorbench.decode;

import anchorbench.data.Shape;
import java.util.Arrays;

/**
 * Another size by area averaging: each new sample is the mean of the old ones that its area covers,
 * weighted by the part that it covers. Exact for whole factors; on enlarging, samples are repeated
 * and mixed at their borders.
 */
public final class AreaAverage {
  /** Along one axis: new sample i is the sum of {@code weights[i][j] * old[first[i] + j]}. */
  private record Axis(int[] first, double[][] weights) {
    static Axis of(int from, int to) {
      int[] first = new int[to];
      double[][] weights = new double[to][];
      for (int i = 0; i < to; i++) {
        // In units of 1/to of an old sample, so that borders are whole numbers.
        long begin = (long) i * from;
        long end = (long) (i + 1) * from;
        first[i] = (int) (begin / to);
        int last = (int) Math.ceilDiv(end, to);
        weights[i] = new double[last - first[i]];
        for (int j = 0; j < weights[i].length; j++) {
          long left = (long) (first[i] + j) * to;
          long covered = Math.min(end, left + to) - Math.max(begin, left);
          weights[i][j] = (double) covered / from;
        }
      }
      return new Axis(first, weights);
    }
  }

  private AreaAverage() {}

  /**
   * @return uint8 [channels, height, width], rounded to nearest
   */
  static Planes resize(Planes from, int height, int width) {
    Shape old = from.shape();
    if (old.height() == height && old.width() == width) {
      return from;
    }
    Shape shape = new Shape(old.channels(), height, width);
    byte[] samples = new byte[shape.size()];
    float[] plane = new float[old.height() * old.width()];
    for (int channel = 0; channel < old.channels(); channel++) {
      for (int p = 0; p < plane.length; p++) {
        plane[p] = from.samples()[channel * plane.length + p] & 0xff;
      }
      double[] resized = plane(plane, 0, old, height, width);
      for (int p = 0; p < resized.length; p++) {
        samples[channel * resized.length + p] = (byte) Math.round(resized[p]);
      }
    }
    return new Planes(samples, shape);
  }

  /**
   * One channel in another size.
   *
   * @param samples float32, the channel's from {@code at} on
   * @param old shape it has there
   * @return float64 [height, width]
   */
  public static double[] plane(float[] samples, int at, Shape old, int height, int width) {
    Axis rows = Axis.of(old.height(), height);
    Axis columns = Axis.of(old.width(), width);
    double[] resized = new double[height * width];
    double[] row = new double[old.width()];
    for (int y = 0; y < height; y++) {
      averageRows(samples, at, rows, y, row);
      for (int x = 0; x < width; x++) {
        resized[y * width + x] = average(row, columns, x);
      }
    }
    return resized;
  }

  private static void averageRows(float[] samples, int at, Axis rows, int y, double[] row) {
    Arrays.fill(row, 0);
    double[] weights = rows.weights[y];
    for (int j = 0; j < weights.length; j++) {
      int begin = at + (rows.first[y] + j) * row.length;
      for (int x = 0; x < row.length; x++) {
        row[x] += weights[j] * samples[begin + x];
      }
    }
  }

  private static double average(double[] row, Axis columns, int x) {
    double sum = 0;
    double[] weights = columns.weights[x];
    for (int j = 0; j < weights.length; j++) {
      sum += weights[j] * row[columns.first[x] + j];
    }
    return sum;
  }
}
