package anchorbench.bench;

/** Sizes of a batch whose table anchors are each there once. */
final class BatchSize {
  private BatchSize() {}

  /** Rows that {@code batch} triplets come to. */
  static int rows(int batch, int tableRows) {
    return tableRows == 0 ? 3 * batch : 2 * batch + tableRows;
  }

  /**
   * Bytes that assembling them must move: each image row read as uint8 and written as float32, each
   * table row read and written as float32.
   */
  static long bytesMoved(int batch, int tableRows, int pixels) {
    long images = (long) rows(batch, tableRows) - tableRows;
    return pixels * (images * (1 + Float.BYTES) + (long) tableRows * 2 * Float.BYTES);
  }
}
