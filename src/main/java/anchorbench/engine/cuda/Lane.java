package anchorbench.engine.cuda;

/** A stream with what its work needs: room for products, marks for its clock. */
final class Lane implements AutoCloseable {
  private final Context context;
  private final Stream stream;
  private final Workspace workspace;
  private final Event start;
  private final Event end;

  Lane(Context context) {
    this.context = context;
    stream = new Stream(context);
    workspace = new Workspace(context, stream);
    start = new Event(context);
    end = new Event(context);
  }

  Context context() {
    return context;
  }

  Stream stream() {
    return stream;
  }

  Workspace workspace() {
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
    start.close();
    end.close();
    workspace.close();
    stream.close();
  }
}
