package anchorbench.engine.cuda;

/** A stream with what its work needs: room for products, marks for its clock. */
final class Lane implements AutoCloseable {
  private final Resources owned = new Resources();
  private final Context context;
  private final Stream stream;
  private Workspace workspace;
  private final Event start;
  private final Event end;

  Lane(Context context) {
    this.context = context;
    try {
      stream = owned.add(new Stream(context));
      start = owned.add(new Event(context));
      end = owned.add(new Event(context));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  Context context() {
    return context;
  }

  Stream stream() {
    return stream;
  }

  /** Made with the first product; what only gathers needs none. */
  Workspace workspace() {
    if (workspace == null) {
      workspace = owned.add(new Workspace(context, stream));
    }
    return workspace;
  }

  /** Runs work, waits for it and tells how long the card took, in microseconds. */
  double timed(Runnable work) {
    stream.record(start);
    work.run();
    stream.record(end);
    stream.synchronise();
    return end.microsSince(start);
  }

  @Override
  public void close() {
    owned.close();
  }
}
