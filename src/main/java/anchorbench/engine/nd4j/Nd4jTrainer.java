package anchorbench.engine.nd4j;

import anchorbench.engine.HostTripletLoss;
import anchorbench.engine.RowPlan;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Training with plain ND4J calls. The loss, a few thousand numbers, is a Java loop over their
 * memory: one ND4J call costs more than all of it.
 */
public final class Nd4jTrainer implements Trainer {
  private final Nd4jThreads threads;
  private final RowPlan plan;
  private final TrainedNetwork network;
  private final Nd4jGather gather;
  private final INDArray firstMoment;
  private final INDArray secondMoment;
  private final INDArray update;
  private final HostTripletLoss loss;
  private Adam adam;
  private long steps;

  /**
   * @param networkOf makes the network for so many rows at most; it is closed with the trainer
   */
  Nd4jTrainer(
      Nd4jThreads threads,
      Nd4jImages images,
      AnchorTable anchors,
      TrainingSpec spec,
      IntFunction<TrainedNetwork> networkOf) {
    this.threads = threads;
    adam = spec.adam();
    plan = new RowPlan(anchors.rows(), spec.batchSize());
    network = networkOf.apply(RowPlan.maxRows(anchors.rows(), spec.batchSize()));
    gather = new Nd4jGather(images, anchors, spec.scaling(), network.input());
    loss = new HostTripletLoss(spec.loss(), spec.network().outputs());
    int parameters = spec.network().parameters();
    firstMoment = Arrays4j.allocate(DataType.FLOAT, parameters).assign(0);
    secondMoment = Arrays4j.allocate(DataType.FLOAT, parameters).assign(0);
    update = Arrays4j.allocate(DataType.FLOAT, parameters);
  }

  @Override
  public float step(TripletIndices triplets, int first, int count) {
    threads.besideProducts();
    plan.plan(triplets, first, count);
    gather.run(plan);
    network.forward(plan.rows);
    loss(count);
    network.backward(plan.rows);
    update();
    Nd4j.getExecutioner().commit();
    return loss.mean();
  }

  private void loss(int count) {
    INDArray found = network.embeddings();
    if (loss.anchorsAreFixed()) {
      Arrays4j.write(found, embeddings -> loss.placeAnchors(plan, embeddings));
    }
    MemorySegment embeddings = Arrays4j.toRead(found);
    Arrays4j.write(network.deltas(), delta -> loss.run(plan, count, embeddings, delta));
  }

  @Override
  public void fixAnchors(float[] embeddings) {
    loss.fixAnchors(embeddings);
  }

  @Override
  public void setLearningRate(double rate) {
    adam = adam.at(rate);
  }

  /**
   * ND4J's Adam adds epsilon before the bias correction of the second moment, ours after it; the
   * two are one with epsilon divided by that correction.
   */
  private void update() {
    steps++;
    double epsilon = adam.epsilon() / adam.rootScale(steps);
    Nd4j.exec(
        new AdamUpdater(
            network.gradient(),
            secondMoment,
            firstMoment,
            update,
            secondMoment,
            firstMoment,
            adam.learningRate(),
            adam.beta1(),
            adam.beta2(),
            epsilon,
            Math.toIntExact(steps - 1)));
    // At a rate of 0 ND4J goes a step of epsilon instead.
    if (adam.learningRate() > 0) {
      network.parameters().subi(update);
    }
  }

  @Override
  public int activeTriplets() {
    return loss.active();
  }

  @Override
  public Weights gradient() {
    return network.gradientOfWeights();
  }

  @Override
  public Weights weights() {
    return network.weights();
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
