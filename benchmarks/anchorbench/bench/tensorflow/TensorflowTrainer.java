package anchorbench.bench.tensorflow;

import anchorbench.bench.peer.PeerTrainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** One graph from the indices of a batch to the updated parameters. */
final class TensorflowTrainer extends PeerTrainer {
  private final TensorflowEngine.Images images;
  private final TrainingSpec spec;
  private final GraphRunner graphs;
  private final GatherGraph gather;
  private final StepGraph graph;
  private long steps;
  private int active;

  TensorflowTrainer(
      int threads,
      TensorflowEngine.Images images,
      AnchorTable anchors,
      TrainingSpec spec,
      Weights initial) {
    this.images = images;
    this.spec = spec;
    graphs = new GraphRunner(threads);
    gather = new GatherGraph(graphs.ops, anchors);
    graph = new StepGraph(graphs, gather.rows, spec);
    graph.assign(graphs, initial);
  }

  @Override
  public float step(TripletIndices triplets, int first, int count) {
    steps++;
    Adam adam = spec.adam();
    var runner = graphs.runner();
    // TensorFlow's Adam adds epsilon before the bias correction of the second moment.
    double epsilon = adam.epsilon() / adam.rootScale(steps);
    try (var _ = gather.new Feed(runner, images, triplets, first, count, spec.pixelScale());
        TFloat32 firstPower = power(adam.beta1());
        TFloat32 secondPower = power(adam.beta2());
        TFloat32 smallest = TFloat32.scalarOf((float) epsilon)) {
      runner
          .feed(graph.firstPower, firstPower)
          .feed(graph.secondPower, secondPower)
          .feed(graph.epsilon, smallest)
          .addTarget(graph.update)
          .fetch(graph.loss)
          .fetch(graph.active);
      try (Result result = runner.run()) {
        active = ((TInt32) result.get(1)).getInt();
        return ((TFloat32) result.get(0)).getFloat();
      }
    }
  }

  private TFloat32 power(double beta) {
    return TFloat32.scalarOf((float) Math.pow(beta, (double) steps));
  }

  @Override
  public int activeTriplets() {
    return active;
  }

  @Override
  protected NetworkSpec network() {
    return spec.network();
  }

  @Override
  protected float[] weight(int layer) {
    return read(2 * layer);
  }

  @Override
  protected float[] bias(int layer) {
    return read(2 * layer + 1);
  }

  private float[] read(int parameter) {
    try (Result result = graphs.runner().fetch(graph.parameters.get(parameter)).run()) {
      return Tensors.values((TFloat32) result.get(0));
    }
  }

  @Override
  public void close() {
    gather.close();
    graphs.close();
  }
}
