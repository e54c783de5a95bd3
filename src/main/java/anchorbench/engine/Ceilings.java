package anchorbench.engine;

import anchorbench.network.NetworkSpec;

/**
 * What an engine's device can do at best: the same bytes and the same products with nothing else.
 * Buffers live as long as this.
 */
public interface Ceilings extends AutoCloseable {
  /** Work to be timed; blocks until it is done. */
  interface Work extends DeviceTimed {
    /**
     * @return something that depends on what was done
     */
    long run();

    /** NaN where the device is the processor itself. */
    @Override
    default double deviceMicros() {
      return Double.NaN;
    }
  }

  /** Reads the first {@code count} images. */
  Work read(ImageStore images, int count);

  /** Copies {@code bytes}; twice as many are moved. */
  Work copy(long bytes);

  /** The matrix products of one training step over {@code rows} rows. */
  Work products(NetworkSpec spec, int rows);

  @Override
  void close();
}
