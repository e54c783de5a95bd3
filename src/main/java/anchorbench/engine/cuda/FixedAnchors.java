package anchorbench.engine.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/** Embeddings at which table anchors stand, float32 [table rows, outputs]; none at first. */
final class FixedAnchors implements AutoCloseable {
  private final Stream stream;
  private DeviceBuffer embeddings;

  FixedAnchors(Stream stream) {
    this.stream = stream;
  }

  /**
   * Moves them all.
   *
   * @return whether this was the first time, so that their address is new
   */
  boolean set(float[] values) {
    if (embeddings == null) {
      embeddings = DeviceBuffer.of(stream.context(), stream, "a trainer", values);
      return true;
    }
    try (Arena arena = Arena.ofConfined()) {
      embeddings.write(stream, arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
    }
    return false;
  }

  /** Device address, or 0 where a step has no anchors or they are not fixed. */
  long address(PlanShape shape) {
    return embeddings == null || shape.slots() == 0 ? 0 : embeddings.address();
  }

  @Override
  public void close() {
    if (embeddings != null) {
      embeddings.close();
    }
  }
}
