package anchorbench.engine;

import java.util.Arrays;

/**
 * Which rows of a matrix are equal: in a collapsed space nearly all of them are. Rows with a NaN
 * equal none.
 */
final class DistinctRows {
  private final float[] rows;
  private final int width;

  /** Positions class by class of equals, ascending; those of class c from {@code starts[c]} on. */
  private final int[] members;

  private final int[] starts;

  /** int32 [rows]: which class of equals each row is of. Classes are numbered by first position. */
  private final int[] classes;

  private DistinctRows(float[] rows, int width, int[] classes, int count) {
    this.rows = rows;
    this.width = width;
    this.classes = classes;
    starts = new int[count + 1];
    for (int each : classes) {
      starts[each + 1]++;
    }
    for (int c = 0; c < count; c++) {
      starts[c + 1] += starts[c];
    }
    members = new int[classes.length];
    int[] next = starts.clone();
    for (int row = 0; row < classes.length; row++) {
      members[next[classes[row]]++] = row;
    }
  }

  /**
   * @param rows float32 [n, width]
   */
  static DistinctRows of(float[] rows, int width) {
    int count = rows.length / width;
    int[] classes = new int[count];
    // Open addressing: the first row of each class, or -1.
    int[] table = new int[Math.max(2, Integer.highestOneBit(Math.max(1, count)) << 2)];
    Arrays.fill(table, -1);
    int distinct = 0;
    for (int row = 0; row < count; row++) {
      if (!equal(rows, row * width, row * width, width)) {
        // With a NaN: like no other, and not to be met by those to come.
        classes[row] = distinct++;
        continue;
      }
      int slot = hash(rows, row * width, width) & (table.length - 1);
      while (table[slot] >= 0 && !equal(rows, table[slot] * width, row * width, width)) {
        slot = (slot + 1) & (table.length - 1);
      }
      if (table[slot] < 0) {
        table[slot] = row;
        classes[row] = distinct++;
      } else {
        classes[row] = classes[table[slot]];
      }
    }
    return new DistinctRows(rows, width, classes, distinct);
  }

  private static int hash(float[] rows, int at, int width) {
    long hash = 0;
    for (int j = at; j < at + width; j++) {
      // Plus zero: both zeros are one number.
      hash = (hash ^ Float.floatToRawIntBits(rows[j] + 0f)) * 0x9e37_79b9_7f4a_7c15L;
      hash ^= hash >>> 29;
    }
    return (int) (hash >>> 32 ^ hash);
  }

  private static boolean equal(float[] rows, int x, int y, int width) {
    for (int j = 0; j < width; j++) {
      if (rows[x + j] != rows[y + j]) {
        return false;
      }
    }
    return true;
  }

  /** How many different rows there are. */
  int count() {
    return starts.length - 1;
  }

  boolean allDiffer() {
    return count() == classes.length;
  }

  /** The class of a row. */
  int classOf(int row) {
    return classes[row];
  }

  int size(int clazz) {
    return starts[clazz + 1] - starts[clazz];
  }

  /** The position of a class's member; the first has rank 0. */
  int member(int clazz, int rank) {
    return members[starts[clazz] + rank];
  }

  /** One row of each class, float32 [count, width]. */
  float[] firsts() {
    if (allDiffer()) {
      return rows;
    }
    float[] firsts = new float[count() * width];
    for (int c = 0; c < count(); c++) {
      System.arraycopy(rows, member(c, 0) * width, firsts, c * width, width);
    }
    return firsts;
  }
}
