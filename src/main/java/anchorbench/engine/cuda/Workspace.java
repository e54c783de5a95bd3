package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Driver;

/**
 * Scratch memory of a stream's matrix products. Of our own, not the library's: recorded graphs keep
 * its address, and products that share one must not overlap.
 */
final class Workspace implements AutoCloseable {
  /** What cuBLASLt's split-k algorithms want on compute capability 9 and newer. */
  private static final long HOPPER_BYTES = 32L << 20;

  private static final long BYTES = 8L << 20;

  private final DeviceBuffer buffer;

  Workspace(Context context, Stream stream) {
    boolean hopper = context.attribute(Driver.COMPUTE_CAPABILITY_MAJOR) >= 9;
    buffer =
        new DeviceBuffer(context, stream, "the products' workspace", hopper ? HOPPER_BYTES : BYTES);
  }

  long address() {
    return buffer.address();
  }

  long bytes() {
    return buffer.bytes();
  }

  @Override
  public void close() {
    buffer.close();
  }
}
