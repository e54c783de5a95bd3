package anchorbench.engine.cuda;

/** Recorded work, ready to be run again and again. */
final class Graph implements AutoCloseable {
  private final Context context;
  private final int nodes;
  private final long executable;

  /** Takes over the graph. */
  Graph(Context context, long graph) {
    this.context = context;
    nodes = context.driver().nodes(graph);
    executable = context.driver().instantiate(graph);
    context.driver().destroyGraph(graph);
  }

  /** How many there really are: a product of a library may be several. */
  int nodes() {
    return nodes;
  }

  /** Brings it to the card, so that the first launch is like the others. */
  void upload(Stream stream) {
    context.driver().upload(executable, stream.handle());
  }

  void launch(Stream stream) {
    context.driver().launchGraph(executable, stream.handle());
  }

  @Override
  public void close() {
    context.release(driver -> driver.destroyExecutable(executable));
  }
}
