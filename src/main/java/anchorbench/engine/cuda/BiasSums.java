package anchorbench.engine.cuda;

/** The gradient of a convolution's bias: the sums of its loss over all places of a batch. */
final class BiasSums implements AutoCloseable {
  /** Rows whose sum is a part: each of a block's eight rows of threads adds 16. */
  private static final int ROWS_OF_PART = 128;

  /** Each of 32 threads adds up this many by 32 parts of a column. */
  private static final int MOST_PARTS = 512;

  private final DenseKernels kernels;
  private final int rows;
  private final int width;
  private final int parts;

  /** float32 [parts, width]. */
  private final DeviceBuffer partial;

  /**
   * @param rows that are added up
   */
  BiasSums(Stream stream, DenseKernels kernels, int rows, int width) {
    this.kernels = kernels;
    this.rows = rows;
    this.width = width;
    parts = Math.clamp(rows / ROWS_OF_PART, 1, MOST_PARTS);
    partial = DeviceBuffer.floats(stream.context(), stream, Activations.WHAT, (long) parts * width);
  }

  /**
   * Device addresses.
   *
   * @param delta float32 [rows, width]
   * @param halves bfloat16 copy of it, written; or 0
   * @param sums float32 [width], written
   */
  void run(Stream stream, long delta, long halves, long sums) {
    kernels.biasGradient(
        stream, new DenseKernels.Rows(delta, rows, width), parts, 0, partial.address(), halves);
    kernels.addParts(stream, new DenseKernels.Parts(partial.address(), parts, width), width, sums);
  }

  @Override
  public void close() {
    partial.close();
  }
}
