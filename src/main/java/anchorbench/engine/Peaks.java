package anchorbench.engine;

import anchorbench.InputException;
import anchorbench.network.NetworkSpec;

/**
 * What an engine's device can do at best: the same bytes and the same products with nothing else.
 * Buffers live as long as this.
 */
public interface Peaks extends AutoCloseable {
  /** Work to be timed; blocks until it is done. */
  interface Work extends DeviceTimed {
    /**
     * @return something that depends on what was done
     */
    long run();
  }

  /** Copies {@code bytes}; twice as many are moved. */
  Work copy(long bytes);

  /** The matrix products of one training step over {@code rows} rows. */
  Work products(NetworkSpec spec, int rows);

  /**
   * One of the device's own limits, apart from any kernel.
   *
   * @throws anchorbench.InputException if the device has none of that name
   */
  default Work limit(Limit limit) {
    throw new InputException(limit + ": not measured on this device");
  }

  /** What a device is good at. */
  enum Limit {
    /** Copies 1 GiB. */
    COPY,
    /** Multiplies 8192 x 8192 matrices of float32. */
    GEMM_FLOAT32,
    /** The same with inputs rounded to TF32. */
    GEMM_TF32,
    /** One node of a recorded graph of 1,000 that do nothing. */
    GRAPH_NODE
  }

  @Override
  void close();
}
