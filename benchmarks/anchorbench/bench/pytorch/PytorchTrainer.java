package anchorbench.bench.pytorch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import anchorbench.bench.peer.GatheredRows;
import anchorbench.engine.TimedTrainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Distance;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;

/** Autograd over one forward pass of all rows, then Adam as tensor operations. */
final class PytorchTrainer implements TimedTrainer {
  private final NDManager manager;
  private final Rows source;
  private final TrainingSpec spec;
  private final PytorchNetwork network;

  /**
   * Whether a table of anchors that is smaller than a batch is embedded in place of an anchor for
   * each triplet. A row costs a convolutional network so much that everybody would write it so.
   */
  private final boolean convolves;

  private final NDArray[] parameters;
  private final NDArray[] firstMoment;
  private final NDArray[] secondMoment;
  private long steps;
  private int active;

  PytorchTrainer(NDManager manager, Rows source, TrainingSpec spec, Weights initial) {
    this.manager = manager;
    this.source = source;
    this.spec = spec;
    network = new PytorchNetwork(manager, initial);
    convolves = !DenseNetwork.isPerceptron(spec.network());
    parameters = network.parameters;
    firstMoment = new NDArray[parameters.length];
    secondMoment = new NDArray[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i].setRequiresGradient(true);
      firstMoment[i] = manager.zeros(parameters[i].getShape());
      secondMoment[i] = manager.zeros(parameters[i].getShape());
    }
  }

  @Override
  public float step(TripletIndices triplets, int first, int count) {
    try (NDManager scratch = manager.newSubManager()) {
      GatheredRows wanted = source.wanted(triplets, first, count);
      boolean shared = convolves && source.tableRows() > 0 && source.tableRows() < count;
      NDArray rows = source.gather(scratch, wanted, shared);
      NDArray anchors = shared ? scratch.create(wanted.table()) : null;
      float loss;
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray violations = violations(network.embed(rows), count, anchors);
        NDArray mean = violations.mean();
        collector.backward(mean);
        loss = mean.getFloat();
        active = (int) violations.gt(0).sum().getLong();
      }
      update(scratch);
      return loss;
    }
  }

  /**
   * @param anchors which row of the table each triplet has, if the table was embedded in their
   *     place; or null
   * @return float32 [count]
   */
  private NDArray violations(NDArray embeddings, int count, NDArray anchors) {
    long first = embeddings.getShape().get(0) - 2L * count;
    NDList parts = embeddings.split(new long[] {first, first + count});
    NDArray anchor = anchors == null ? parts.get(0) : Rows.of(parts.get(0), anchors);
    NDArray positive = distance(anchor.sub(parts.get(1)));
    NDArray negative = distance(anchor.sub(parts.get(2)));
    return Activation.relu(positive.sub(negative).add(spec.loss().margin()));
  }

  private NDArray distance(NDArray difference) {
    NDArray squared = difference.square().sum(new int[] {1});
    if (spec.loss().distance() == Distance.SQUARED_EUCLIDEAN) {
      return squared;
    }
    // The root of 0 has no gradient; an anchor and its positive may be one image.
    NDArray zero = squared.eq(0);
    return squared.add(zero).sqrt().mul(zero.logicalNot());
  }

  private void update(NDManager scratch) {
    steps++;
    Adam adam = spec.adam();
    float stepSize = (float) adam.stepSize(steps);
    float rootScale = (float) adam.rootScale(steps);
    for (int i = 0; i < parameters.length; i++) {
      NDArray gradient = parameters[i].getGradient();
      gradient.attach(scratch);
      firstMoment[i].muli(adam.beta1()).addi(gradient.mul(1 - adam.beta1()));
      secondMoment[i].muli(adam.beta2()).addi(gradient.square().muli(1 - adam.beta2()));
      NDArray root = secondMoment[i].sqrt();
      root.attach(scratch);
      root.muli(rootScale).addi(adam.epsilon());
      NDArray update = firstMoment[i].div(root);
      update.attach(scratch);
      parameters[i].subi(update.muli(stepSize));
      gradient.subi(gradient);
    }
  }

  @Override
  public int activeTriplets() {
    return active;
  }

  @Override
  public Weights weights() {
    return network.weights();
  }

  @Override
  public void close() {
    manager.close();
  }
}
