package anchorbench.experiment;

import anchorbench.engine.StepLog;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.Protocol.Keep;
import anchorbench.experiment.Protocol.Validation;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Lesson;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains one network of one arm from one seed, epoch by epoch, each judged as the protocol says.
 */
final class TrainingRun {
  private final Laboratory laboratory;
  private final Arm arm;
  private final long seed;
  private final int epochs;
  private final TrainingSpec spec;
  private final TripletSampler sampler;
  private final Validator validator;

  final List<Float> losses = new ArrayList<>();
  final List<Float> activeShare = new ArrayList<>();
  final List<Double> validation = new ArrayList<>();

  /** The network to be tested, and its epoch. */
  Weights chosen;

  int chosenEpoch;

  /** Of {@link #chosen}, or NaN. */
  double best = Double.NaN;

  /** A number was not finite. */
  boolean diverged;

  /** What shows that the network collapsed in its last epoch, or null. */
  String collapse;

  long trainingNanos;
  long validationNanos;

  TrainingRun(
      Laboratory laboratory, Arm arm, long seed, int epochs, float margin, double learningRate) {
    this.laboratory = laboratory;
    this.arm = arm;
    this.seed = seed;
    this.epochs = epochs;
    Protocol protocol = laboratory.protocol;
    spec = protocol.training(laboratory.train.pixelsPerImage(), margin, learningRate);
    boolean holdsOut = protocol.validation() == Validation.TRIPLETS;
    sampler =
        new TripletSampler(
            laboratory.trainIndex,
            arm.anchors(),
            protocol.supply(),
            protocol.tripletsPerClass(),
            seed,
            holdsOut ? protocol.validationShare() : 0);
    validator =
        switch (protocol.validation()) {
          case NONE -> null;
          case IMAGES -> new Validator.OnImages(laboratory);
          case TRIPLETS -> new Validator.OnTriplets(laboratory, arm, spec, sampler.heldOut());
        };
  }

  TrainingSpec spec() {
    return spec;
  }

  /** The original's test of the chosen network, or null. */
  Trial.Held heldOut() {
    return validator instanceof Validator.OnTriplets triplets && !diverged
        ? triplets.held(chosen)
        : null;
  }

  /**
   * Trains until the epochs are over, or patience is, or there is nothing left to train.
   *
   * @param afterEpoch told of each that was judged
   */
  TrainingRun run(Runnable afterEpoch) {
    chosen = Weights.glorotUniform(spec.network(), seed);
    Collapse collapses = new Collapse(laboratory, spec.loss().margin(), chosen);
    try (Trainer trainer =
        laboratory.engine.newTrainer(
            laboratory.trainStore, laboratory.anchorTable(arm.anchors()), spec, chosen)) {
      int waited = 0;
      for (int epoch = 0; epoch < epochs; epoch++) {
        Weights weights = train(trainer, epoch);
        if (diverged || isCollapsed(collapses, weights, epoch)) {
          break;
        }
        waited = judge(weights, epoch) ? 0 : waited + 1;
        afterEpoch.run();
        if (laboratory.protocol.patience() > 0 && waited >= laboratory.protocol.patience()) {
          break;
        }
      }
    }
    return this;
  }

  /** A collapsed network is not judged, but tested where no other was chosen. */
  private boolean isCollapsed(Collapse collapses, Weights weights, int epoch) {
    collapse = collapses.found(weights);
    if (collapse != null && (chosenEpoch == 0 || laboratory.protocol.keep() == Keep.LAST)) {
      choose(weights, epoch);
    }
    return collapse != null;
  }

  /** The weights after an epoch, fetched from the device once for all who look at them. */
  private Weights train(Trainer trainer, int epoch) {
    long start = System.nanoTime();
    TripletIndices triplets = sampler.epoch(epoch);
    Lesson lesson =
        new Lesson(
            laboratory.engine,
            laboratory.train,
            laboratory.trainStore,
            laboratory.trainIndex,
            spec,
            trainer,
            triplets,
            seed,
            epoch);
    record(arm.train(lesson), triplets.count());
    Weights weights = trainer.weights();
    diverged = !Float.isFinite(losses.getLast()) || !Validator.isSound(weights);
    trainingNanos += System.nanoTime() - start;
    return weights;
  }

  private void record(StepLog log, int triplets) {
    double lossSum = 0;
    long active = 0;
    for (int step = 0; step < log.steps(); step++) {
      int count = Math.min(spec.batchSize(), triplets - step * spec.batchSize());
      lossSum += (double) log.losses()[step] * count;
      active += log.active()[step];
    }
    losses.add((float) (lossSum / triplets));
    activeShare.add((float) ((double) active / triplets));
  }

  /** Whether this epoch is the best so far. */
  private boolean judge(Weights weights, int epoch) {
    if (validator == null) {
      choose(weights, epoch);
      return true;
    }
    long start = System.nanoTime();
    double judgement = validator.judge(weights);
    validation.add(judgement);
    boolean better = Double.isNaN(best) || validator.isBetter(judgement, best);
    best = better ? judgement : best;
    if (better || laboratory.protocol.keep() == Keep.LAST) {
      choose(weights, epoch);
    }
    validationNanos += System.nanoTime() - start;
    return better;
  }

  private void choose(Weights weights, int epoch) {
    chosen = weights;
    chosenEpoch = epoch + 1;
  }
}
