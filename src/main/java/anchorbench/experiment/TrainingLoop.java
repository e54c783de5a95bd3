package anchorbench.experiment;

import anchorbench.engine.LoadedImages;
import anchorbench.engine.StepLog;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.EpochContext;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;

/**
 * Trains one network of one arm, epoch by epoch, on all triplets that a sampler draws; the last
 * step of an epoch is smaller where they are no whole batches. Experiments and single training runs
 * both train by it.
 */
public final class TrainingLoop implements AutoCloseable {
  private final LoadedImages train;
  private final TrainingSpec spec;
  private final TripletSampler sampler;
  private final long seed;
  private final Weights initial;
  private final Trainer trainer;
  private Arm arm;

  /**
   * @param table what the arm's triplets refer to
   * @param seed of the initial weights, and of what an arm draws itself
   */
  public TrainingLoop(
      LoadedImages train,
      Arm arm,
      AnchorTable table,
      TrainingSpec spec,
      TripletSampler sampler,
      long seed) {
    this.train = train;
    this.spec = spec;
    this.sampler = sampler;
    this.seed = seed;
    initial = Weights.initial(spec.network(), seed);
    trainer = train.session().trainer(table, spec, initial);
    this.arm = arm.phases().getFirst().arm();
  }

  /**
   * What an epoch came to.
   *
   * @param triplets that were sampled, in their order
   * @param steps what they came to, or those that the arm chose
   * @param nanos that the steps took
   */
  public record Epoch(TripletIndices triplets, StepLog steps, long nanos) {}

  /** Weights before the first step. */
  public Weights initial() {
    return initial;
  }

  /** Steps of a whole epoch. */
  public int stepsPerEpoch() {
    return Math.ceilDiv(sampler.tripletsPerEpoch(), spec.batchSize());
  }

  /** From the next epoch on another arm trains, to whose anchors the table must have the rows. */
  void setArm(Arm other) {
    arm = other;
  }

  /** From the next epoch on. */
  void setLearningRate(double rate) {
    trainer.setLearningRate(rate);
  }

  /** Trains a whole epoch. */
  public Epoch epoch(int epoch) {
    return epoch(epoch, stepsPerEpoch());
  }

  /**
   * Trains at most the first {@code mostSteps} steps of an epoch.
   *
   * @param epoch from 0
   */
  public Epoch epoch(int epoch, int mostSteps) {
    TripletIndices all = sampler.epoch(epoch, arm.anchors());
    long wanted = Math.min(all.count(), (long) mostSteps * spec.batchSize());
    TripletIndices triplets = all.first((int) wanted);
    long start = System.nanoTime();
    StepLog steps = arm.train(new EpochContext(train, spec, trainer, triplets, seed, epoch));
    return new Epoch(triplets, steps, System.nanoTime() - start);
  }

  /** Copy of the weights as they are now. */
  public Weights weights() {
    return trainer.weights();
  }

  @Override
  public void close() {
    trainer.close();
  }
}
