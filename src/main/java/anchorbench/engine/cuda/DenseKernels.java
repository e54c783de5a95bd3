package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;

/** Launches of what layers with weights need besides their products; each method is one. */
final class DenseKernels {
  private static final int THREADS = 256;

  /** Columns of a block that adds up rows, and its rows of threads. */
  private static final int COLUMNS = 32;

  private static final int ROW_THREADS = 8;
  private static final int PART_THREADS = 32;

  private final Kernels kernels;

  DenseKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  /** Device address of float32 [rows, width]. */
  record Rows(long values, int rows, int width) {}

  /**
   * @param bias device address; likewise {@code halves}, of a bfloat16 copy, or 0
   */
  void addBias(Stream stream, Rows rows, long bias, boolean relu, long halves) {
    stream.launch(
        kernels.function("add_bias"),
        Grid.covering((long) rows.rows * rows.width, THREADS),
        new KernelArguments()
            .pointer(rows.values)
            .pointer(bias)
            .integer(rows.rows)
            .integer(rows.width)
            .integer(relu ? 1 : 0)
            .pointer(halves));
  }

  /**
   * A convolution's bias and ReLU where the library wrote bfloat16.
   *
   * @param sums device address of bfloat16 [rows, width]
   * @param rows where float32 outputs go
   * @param halves device address of a bfloat16 copy of them, or 0
   */
  void widenOutput(Stream stream, long sums, Rows rows, long bias, boolean relu, long halves) {
    stream.launch(
        kernels.function("widen_output"),
        Grid.covering((long) rows.rows * rows.width, THREADS),
        new KernelArguments()
            .pointer(sums)
            .pointer(bias)
            .integer(rows.rows)
            .integer(rows.width)
            .integer(relu ? 1 : 0)
            .pointer(rows.values)
            .pointer(halves));
  }

  /**
   * @param from device address of bfloat16 [count]
   * @param activation device address, or 0 where there was no ReLU
   * @param to device address of float32 [count], written
   */
  void widen(Stream stream, long from, long count, long activation, long to) {
    stream.launch(
        kernels.function("widen"),
        Grid.covering(count, THREADS),
        new KernelArguments().pointer(from).longInteger(count).pointer(activation).pointer(to));
  }

  /**
   * @param parts that the rows are added up in
   * @param activation device address, or 0 for a linear layer
   * @param sums device address of float32 [parts, width]
   * @param halves device address of a bfloat16 copy, or 0
   */
  void biasGradient(Stream stream, Rows delta, int parts, long activation, long sums, long halves) {
    stream.launch(
        kernels.function("bias_gradient"),
        new Grid(Math.ceilDiv(delta.width, COLUMNS), parts, COLUMNS, ROW_THREADS),
        new KernelArguments()
            .pointer(delta.values)
            .pointer(activation)
            .integer(delta.rows)
            .integer(delta.width)
            .pointer(sums)
            .pointer(halves));
  }

  /**
   * Sums of some rows each.
   *
   * @param partial device address of float32 [count, stride], of which the first columns are meant
   */
  record Parts(long partial, int count, int stride) {}

  /**
   * Adds up parts, in one order.
   *
   * @param sums device address of float32 [width], written
   */
  void addParts(Stream stream, Parts parts, int width, long sums) {
    stream.launch(
        kernels.function("add_parts"),
        new Grid(Math.ceilDiv(width, COLUMNS), 1, COLUMNS, PART_THREADS),
        new KernelArguments()
            .pointer(parts.partial)
            .integer(parts.count)
            .integer(parts.stride)
            .integer(width)
            .pointer(sums));
  }
}
