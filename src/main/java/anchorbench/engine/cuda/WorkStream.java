package anchorbench.engine.cuda;

/** A stream with what its work needs: room for products. */
final class WorkStream implements AutoCloseable {
  private final Resources owned = new Resources();
  private final Context context;
  private final Stream stream;
  private Workspace workspace;

  WorkStream(Context context) {
    this.context = context;
    stream = owned.add(new Stream(context));
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

  @Override
  public void close() {
    owned.close();
  }
}
