package anchorbench.bench.tensorflow;

import anchorbench.bench.peer.PeerWeights;
import anchorbench.engine.TimedTrainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** One graph from the indices of a batch to the updated parameters. */
final class TensorflowTrainer implements TimedTrainer {
  private final TrainingSpec spec;
  private final GraphRunner graphs;
  private final GatherGraph gather;
  private final StepGraph graph;
  private long steps;
  private int active;

  TensorflowTrainer(
      int threads, TUint8 source, AnchorTable anchors, TrainingSpec spec, Weights initial) {
    this.spec = spec;
    graphs = new GraphRunner(threads);
    gather = new GatherGraph(graphs.ops, source, anchors, spec.scaling());
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
    try (var _ = gather.new Feed(runner, triplets, first, count);
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
  public Weights weights() {
    return PeerWeights.of(spec.network(), this::read);
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
