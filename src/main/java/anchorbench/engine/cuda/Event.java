package anchorbench.engine.cuda;

/** A mark in a stream. */
final class Event implements AutoCloseable {
  private final Context context;
  private final long handle;

  Event(Context context) {
    this.context = context;
    handle = context.driver().createEvent();
  }

  long handle() {
    return handle;
  }

  void synchronise() {
    context.driver().synchroniseEvent(handle);
  }

  /** Both marks must have been passed. */
  double microsSince(Event start) {
    return context.driver().elapsedMillis(start.handle, handle) * 1e3;
  }

  @Override
  public void close() {
    context.release(driver -> driver.destroyEvent(handle));
  }
}
