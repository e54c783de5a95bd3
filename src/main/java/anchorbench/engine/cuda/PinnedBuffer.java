package anchorbench.engine.cuda;

import java.lang.foreign.MemorySegment;

/** Page-locked host memory: copies run while the host goes on, and faster. */
final class PinnedBuffer implements AutoCloseable {
  private final Context context;
  private final MemorySegment memory;

  PinnedBuffer(Context context, long bytes) {
    this.context = context;
    memory = context.driver().allocatePinned(Math.max(bytes, 16));
  }

  MemorySegment memory() {
    return memory;
  }

  @Override
  public void close() {
    context.release(driver -> driver.freePinned(memory));
  }
}
