package anchorbench.metric;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of a space, float32 [count, width], looked at a block at a time: embeddings lie in
 * memory, but the pixels of many images would be four times as large there as they are.
 */
public interface Rows {
  int count();

  int width();

  /** How many rows a block has; the last one may have fewer. */
  int blockRows();

  /**
   * A block that holds the rows {@code first} to {@code first + count}, and perhaps others: one
   * that lies in memory is not copied.
   */
  Block block(int first, int count);

  /**
   * Rows side by side.
   *
   * @param first row number of the first of them
   * @param values float32 [rows, width], not to be written to
   */
  record Block(int first, int width, float[] values) {
    public int count() {
      return values.length / width;
    }

    /** Where a row begins in the values; row numbers are those of all rows. */
    public int at(int row) {
      return (row - first) * width;
    }
  }

  /** All rows in their order, each in one block. */
  default Iterable<Block> blocks() {
    return () ->
        IntStream.range(0, blockCount())
            .mapToObj(
                b -> {
                  int first = b * blockRows();
                  return block(first, Math.min(blockRows(), count() - first));
                })
            .iterator();
  }

  default int blockCount() {
    return Math.ceilDiv(count(), blockRows());
  }

  /**
   * Rows in memory: one block.
   *
   * @param values float32 [n, width]
   */
  static Rows of(float[] values, int width) {
    Block all = new Block(0, width, values);
    return new Rows() {
      @Override
      public int count() {
        return all.count();
      }

      @Override
      public int width() {
        return width;
      }

      @Override
      public int blockRows() {
        return Math.max(1, count());
      }

      @Override
      public Block block(int first, int count) {
        return all;
      }

      @Override
      public Iterable<Block> blocks() {
        return List.of(all);
      }
    };
  }
}
