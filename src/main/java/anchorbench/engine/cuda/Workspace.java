package anchorbench.engine.cuda;

/**
 * Scratch memory of a stream's matrix products. Of our own, not the library's: recorded graphs keep
 * its address, and products that share one must not overlap.
 */
final class Workspace implements AutoCloseable {
  /** What cuBLASLt's split-k algorithms want on compute capability 9; older cards need less. */
  private static final long BYTES = 32L << 20;

  private final DeviceBuffer buffer;

  Workspace(Context context, Stream stream) {
    buffer = new DeviceBuffer(context, stream, "the products' workspace", BYTES);
  }

  long address() {
    return buffer.address();
  }

  long bytes() {
    return BYTES;
  }

  @Override
  public void close() {
    buffer.close();
  }
}
