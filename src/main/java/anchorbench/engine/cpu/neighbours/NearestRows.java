package anchorbench.engine.cpu.neighbours;

/** The nearest of the rows that were added: a heap whose root is the furthest of them. */
final class NearestRows {
  private final int wanted;
  private final double[] squared;
  private final int[] rows;
  private int count;

  /**
   * @param wanted at least 1
   */
  NearestRows(int wanted) {
    this.wanted = wanted;
    squared = new double[wanted];
    rows = new int[wanted];
  }

  void clear() {
    count = 0;
  }

  /** Squared distance of the furthest, infinite while there are too few. */
  double limit() {
    return count < wanted ? Double.POSITIVE_INFINITY : squared[0];
  }

  /** Adds a row that is not there yet; a distance that is no number is the largest. */
  void add(int row, double distance) {
    if (count < wanted) {
      int at = count++;
      for (; at > 0 && isFurther(distance, row, (at - 1) / 2); at = (at - 1) / 2) {
        set(at, squared[(at - 1) / 2], rows[(at - 1) / 2]);
      }
      set(at, distance, row);
    } else if (!isFurther(distance, row, 0)) {
      sink(0, distance, row, count);
    }
  }

  private void sink(int from, double distance, int row, int end) {
    int at = from;
    for (int child = 2 * at + 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && isFurther(squared[child + 1], rows[child + 1], child)) {
        child++;
      }
      if (isFurther(distance, row, child)) {
        break;
      }
      set(at, squared[child], rows[child]);
      at = child;
    }
    set(at, distance, row);
  }

  /** Of equal distance the later row is further. */
  private boolean isFurther(double distance, int row, int than) {
    int order = Double.compare(distance, squared[than]);
    return order > 0 || (order == 0 && row > rows[than]);
  }

  private void set(int at, double distance, int row) {
    squared[at] = distance;
    rows[at] = row;
  }

  /** Empties it into {@code nearest}, from {@code at} on, nearest first. */
  void drain(int[] nearest, int at) {
    while (count > 0) {
      nearest[at + --count] = rows[0];
      sink(0, squared[count], rows[count], count);
    }
  }
}
