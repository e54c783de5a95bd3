package anchorbench.bench.tensorflow;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/** A graph, and once it is built a session on so many threads that runs it. */
final class GraphRunner implements AutoCloseable {
  final Graph graph = new Graph();
  final Ops ops = Ops.create(graph);
  private final int threads;
  private Session session;

  GraphRunner(int threads) {
    this.threads = threads;
  }

  Session.Runner runner() {
    if (session == null) {
      // Operations of a step follow one another: one at a time, each on all threads.
      session =
          new Session(
              graph,
              ConfigProto.newBuilder()
                  .setIntraOpParallelismThreads(threads)
                  .setInterOpParallelismThreads(1)
                  .build());
    }
    return session.runner();
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    graph.close();
  }
}
