package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;
import java.lang.foreign.MemorySegment;

/** Work in order, beside other streams' work. */
final class Stream implements AutoCloseable {
  private final Context context;
  private final long handle;
  private Workspace workspace;

  Stream(Context context) {
    this.context = context;
    handle = context.driver().createStream();
  }

  Context context() {
    return context;
  }

  long handle() {
    return handle;
  }

  /** Made with the first product; what only gathers or copies needs none. */
  Workspace workspace() {
    if (workspace == null) {
      workspace = new Workspace(context, this);
    }
    return workspace;
  }

  void launch(long function, Grid grid, KernelArguments arguments) {
    context.driver().launch(function, grid, handle, arguments);
  }

  /** {@link anchorbench.engine.cuda.driver.Driver#launchEarly}. */
  void launchEarly(long function, Grid grid, KernelArguments arguments) {
    context.driver().launchEarly(function, grid, handle, arguments);
  }

  void clear(DeviceBuffer buffer) {
    fill(buffer.address(), Math.max(buffer.bytes(), 16));
  }

  /** Zeroes. */
  void fill(long address, long bytes) {
    context.driver().fill(address, (byte) 0, bytes, handle);
  }

  /** Returns before it is done if {@code from} is pinned. */
  void copyToDevice(long to, MemorySegment from, long bytes) {
    if (bytes > 0) {
      context.driver().copyToDevice(to, from, bytes, handle);
    }
  }

  /** Returns before it is done if {@code to} is pinned. */
  void copyToHost(MemorySegment to, long from, long bytes) {
    if (bytes > 0) {
      context.driver().copyToHost(to, from, bytes, handle);
    }
  }

  void copyOnDevice(long to, long from, long bytes) {
    if (bytes > 0) {
      context.driver().copyOnDevice(to, from, bytes, handle);
    }
  }

  void record(Event event) {
    context.driver().record(event.handle(), handle);
  }

  /** Inside {@link #capture} only: each launch of the recording passes the mark anew. */
  void recordAsNode(Event event) {
    context.driver().recordAsNode(event.handle(), handle);
  }

  void waitFor(Event event) {
    context.driver().waitFor(handle, event.handle());
  }

  void synchronise() {
    context.driver().synchronise(handle);
  }

  /** Records what {@code work} gives to this stream. */
  Graph capture(Runnable work) {
    synchronized (context.recording()) {
      context.driver().beginCapture(handle);
      try {
        work.run();
      } catch (RuntimeException e) {
        // Ends the recording, so that the stream can be closed.
        context.release(driver -> driver.destroyGraph(driver.endCapture(handle)));
        throw e;
      }
      return new Graph(context, context.driver().endCapture(handle));
    }
  }

  @Override
  public void close() {
    if (workspace != null) {
      workspace.close();
    }
    context.release(driver -> driver.destroyStream(handle));
  }
}
