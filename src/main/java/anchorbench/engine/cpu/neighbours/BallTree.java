package anchorbench.engine.cpu.neighbours;

import anchorbench.engine.NeighbourOrder;

/**
 * Rows in balls, and these in larger balls, all in float64: what is further from a query than a
 * distance is passed over without a look at the rows.
 */
final class BallTree {
  /** Balls in a larger one. */
  private static final int BRANCHES = 32;

  /** By how much of itself a distance may be off: some roundings of float64 for each column. */
  private final double caution;

  private final float[] rows;
  private final int width;
  private final int[] order;
  private final Level leaves;
  private final Level nodes;

  /**
   * @param rows float32 [n, width]
   * @param order int32 [n], row numbers; those that follow each other should lie close together
   * @param leaf rows of a small ball
   */
  BallTree(float[] rows, int width, int[] order, int leaf) {
    this.rows = rows;
    this.width = width;
    this.order = order;
    caution = (width + 8) * 0x1p-51;
    leaves = new Level(leaf);
    nodes = new Level(leaf * BRANCHES);
  }

  /** Told of rows, with the squared distance of each. */
  interface Visitor {
    void visit(int row, double squared);

    /** Squared distance above which rows are not wanted any more. */
    double limit();
  }

  /**
   * Visits every row whose squared distance is not above the visitor's limit, and some others.
   *
   * @param queries float32 [*, width], row {@code query} read
   */
  void visit(NeighbourOrder.Distance distance, float[] queries, int query, Visitor visitor) {
    int at = query * width;
    for (int node = 0; node < nodes.count; node++) {
      if (nodes.isFar(node, queries, at, visitor.limit())) {
        continue;
      }
      int last = Math.min(leaves.count, (node + 1) * BRANCHES);
      for (int leaf = node * BRANCHES; leaf < last; leaf++) {
        if (!leaves.isFar(leaf, queries, at, visitor.limit())) {
          for (int i = leaves.from(leaf); i < leaves.to(leaf); i++) {
            int row = order[i];
            visitor.visit(row, distance.squared(queries, at, rows, row * width, width));
          }
        }
      }
    }
  }

  /** Balls around the means of so many rows each. */
  private final class Level {
    private final int size;
    private final int count;
    private final double[] centres;
    private final double[] radii;

    Level(int size) {
      this.size = size;
      count = Math.ceilDiv(order.length, size);
      centres = new double[count * width];
      radii = new double[count];
      for (int ball = 0; ball < count; ball++) {
        fill(ball);
      }
    }

    int from(int ball) {
      return ball * size;
    }

    int to(int ball) {
      return Math.min(order.length, (ball + 1) * size);
    }

    private void fill(int ball) {
      int members = to(ball) - from(ball);
      for (int i = from(ball); i < to(ball); i++) {
        for (int j = 0; j < width; j++) {
          centres[ball * width + j] += (double) rows[order[i] * width + j] / members;
        }
      }
      for (int i = from(ball); i < to(ball); i++) {
        double reached = Math.sqrt(squared(ball, rows, order[i] * width));
        // The maximum's other way round: a distance that is no number makes the ball endless.
        radii[ball] = reached <= radii[ball] ? radii[ball] : reached;
      }
    }

    boolean isFar(int ball, float[] queries, int at, double limit) {
      double apart = Math.sqrt(squared(ball, queries, at));
      double gap = apart - radii[ball] - caution * (apart + radii[ball]);
      // A gap that is no number passes nothing over.
      return gap > 0 && gap * gap > limit;
    }

    private double squared(int ball, float[] values, int at) {
      double squared = 0;
      for (int j = 0; j < width; j++) {
        double difference = values[at + j] - centres[ball * width + j];
        squared += difference * difference;
      }
      return squared;
    }
  }
}
