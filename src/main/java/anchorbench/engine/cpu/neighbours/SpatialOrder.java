package anchorbench.engine.cpu.neighbours;

import anchorbench.engine.NeighbourOrder;

/**
 * Puts rows that lie close to each other side by side: the order of a k-d tree's leaves (Bentley
 * 1975), each node split in the middle of the dimension that varies most.
 */
final class SpatialOrder {
  /** Rows that a node's variances are estimated from. */
  private static final int SAMPLE = 64;

  private final float[] values;
  private final int width;
  private final int leaf;
  private final int[] order;
  private final long[] keys;

  private SpatialOrder(float[] values, int width, int leaf) {
    this.values = values;
    this.width = width;
    this.leaf = leaf;
    order = new int[values.length / width];
    keys = new long[order.length];
  }

  /**
   * @param values float32 [n, width]
   * @param leaf rows of a leaf; only the last one is not full
   * @return int32 [n], row numbers
   */
  static int[] of(float[] values, int width, int leaf) {
    SpatialOrder made = new SpatialOrder(values, width, leaf);
    for (int i = 0; i < made.order.length; i++) {
      made.order[i] = i;
    }
    made.split(0, made.order.length);
    return made.order;
  }

  private void split(int from, int to) {
    if (to - from <= leaf) {
      return;
    }
    int dimension = widest(from, to);
    for (int i = from; i < to; i++) {
      // By number and then by row: no two keys are equal, so equal rows split as well as others.
      long bits = NeighbourOrder.ordered(values[order[i] * width + dimension]);
      keys[i] = bits << Integer.SIZE | order[i];
    }
    int leaves = Math.ceilDiv(to - from, leaf);
    int middle = from + leaves / 2 * leaf;
    NeighbourOrder.select(keys, from, to - 1, middle);
    for (int i = from; i < to; i++) {
      order[i] = (int) keys[i];
    }
    split(from, middle);
    split(middle, to);
  }

  private int widest(int from, int to) {
    int rows = Math.min(SAMPLE, to - from);
    double[] sums = new double[width];
    double[] squares = new double[width];
    for (int s = 0; s < rows; s++) {
      int row = order[from + (int) ((long) s * (to - from) / rows)];
      for (int j = 0; j < width; j++) {
        double value = values[row * width + j];
        sums[j] += value;
        squares[j] += value * value;
      }
    }
    int widest = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < width; j++) {
      double variance = squares[j] - sums[j] * sums[j] / rows;
      if (variance > most) {
        most = variance;
        widest = j;
      }
    }
    return widest;
  }
}
