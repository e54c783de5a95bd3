package anchorbench.engine.nd4j;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.RowPlan;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Distance;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Training with plain ND4J calls. The loss, a few thousand numbers, is a Java loop over their
 * memory: one ND4J call costs more than all of it.
 */
final class Nd4jTrainer implements Trainer {
  private final Nd4jThreads threads;
  private final Nd4jImages images;
  private final TrainingSpec spec;
  private final RowPlan plan;
  private final Nd4jNetwork network;
  private final Nd4jGather gather;
  private final INDArray firstMoment;
  private final INDArray secondMoment;
  private final INDArray update;
  private float[] fixedAnchors;
  private long steps;
  private int active;
  private double lossSum;

  Nd4jTrainer(
      Nd4jThreads threads,
      Nd4jImages images,
      AnchorTable anchors,
      TrainingSpec spec,
      Weights initial) {
    this.threads = threads;
    this.images = images;
    this.spec = spec;
    plan = new RowPlan(anchors.rows(), spec.batchSize());
    network = new Nd4jNetwork(initial, RowPlan.maxRows(anchors.rows(), spec.batchSize()));
    gather = new Nd4jGather(anchors, network.activations[0]);
    int parameters = spec.network().parameters();
    firstMoment = Arrays4j.allocate(DataType.FLOAT, parameters).assign(0);
    secondMoment = Arrays4j.allocate(DataType.FLOAT, parameters).assign(0);
    update = Arrays4j.allocate(DataType.FLOAT, parameters);
  }

  @Override
  public float step(TripletIndices triplets, int first, int count) {
    threads.besideProducts();
    plan.plan(triplets, first, count);
    gather.run(images, plan, spec.pixelScale());
    network.forward(plan.rows);
    loss(count);
    network.backward(plan.rows);
    update();
    Nd4j.getExecutioner().commit();
    return (float) (lossSum / count);
  }

  /** Leaves the sum of violations, the number of active triplets, and the loss by embedding. */
  private void loss(int count) {
    int top = spec.network().layers();
    if (fixedAnchors != null) {
      Arrays4j.write(network.activations[top], this::placeAnchors);
    }
    MemorySegment embeddings = Arrays4j.toRead(network.activations[top]);
    Arrays4j.write(network.deltas[top], delta -> loss(count, embeddings, delta));
  }

  private void loss(int count, MemorySegment embeddings, MemorySegment delta) {
    int width = spec.network().outputs();
    delta.asSlice(0, (long) plan.rows * width * Float.BYTES).fill((byte) 0);
    Distance distance = spec.loss().distance();
    active = 0;
    lossSum = 0;
    for (int i = 0; i < count; i++) {
      long a = (long) plan.anchorRow[i] * width;
      long p = (long) plan.positiveRow[i] * width;
      long n = (long) plan.negativeRow[i] * width;
      double positive = distance.ofSquared(squared(embeddings, a, p, width));
      double negative = distance.ofSquared(squared(embeddings, a, n, width));
      double violation = spec.loss().violation(positive, negative);
      lossSum += violation;
      // A NaN is not below: it stays active, so that it reaches the weights and is seen.
      if (!(violation <= 0)) {
        active++;
        float pull = (float) (distance.gradientFactor(positive) / count);
        float push = (float) (distance.gradientFactor(negative) / count);
        for (int j = 0; j < width; j++) {
          float anchor = embeddings.getAtIndex(JAVA_FLOAT, a + j);
          float pulled = -pull * (anchor - embeddings.getAtIndex(JAVA_FLOAT, p + j));
          float pushed = push * (anchor - embeddings.getAtIndex(JAVA_FLOAT, n + j));
          add(delta, p + j, pulled);
          add(delta, n + j, pushed);
          if (fixedAnchors == null || plan.anchorRow[i] >= plan.tableRows) {
            add(delta, a + j, -pulled - pushed);
          }
        }
      }
    }
  }

  private void placeAnchors(MemorySegment embeddings) {
    int width = spec.network().outputs();
    for (int i = 0; i < plan.tableRows; i++) {
      long at = (long) i * width * Float.BYTES;
      int from = plan.tableAnchors[i] * width;
      MemorySegment.copy(fixedAnchors, from, embeddings, JAVA_FLOAT, at, width);
    }
  }

  @Override
  public void fixAnchors(float[] embeddings) {
    fixedAnchors = embeddings.clone();
  }

  private static double squared(MemorySegment values, long x, long y, int width) {
    float sum = 0;
    for (int j = 0; j < width; j++) {
      float difference =
          values.getAtIndex(JAVA_FLOAT, x + j) - values.getAtIndex(JAVA_FLOAT, y + j);
      sum += difference * difference;
    }
    return sum;
  }

  private static void add(MemorySegment values, long at, float value) {
    values.setAtIndex(JAVA_FLOAT, at, values.getAtIndex(JAVA_FLOAT, at) + value);
  }

  /**
   * ND4J's Adam adds epsilon before the bias correction of the second moment, ours after it; the
   * two are one with epsilon divided by that correction.
   */
  private void update() {
    steps++;
    double epsilon = spec.adam().epsilon() / spec.adam().rootScale(steps);
    Nd4j.exec(
        new AdamUpdater(
            network.gradient,
            secondMoment,
            firstMoment,
            update,
            secondMoment,
            firstMoment,
            spec.adam().learningRate(),
            spec.adam().beta1(),
            spec.adam().beta2(),
            epsilon,
            Math.toIntExact(steps - 1)));
    network.parameters.subi(update);
  }

  @Override
  public int activeTriplets() {
    return active;
  }

  @Override
  public Weights gradient() {
    return network.read(network.gradient);
  }

  @Override
  public Weights weights() {
    return network.read(network.parameters);
  }

  @Override
  public void close() {
    gather.close();
    network.close();
    firstMoment.close();
    secondMoment.close();
    update.close();
  }
}
