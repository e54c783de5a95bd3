package anchorbench.experiment;

import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.protocol.Choice;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Keep;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletSampler;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains one network of one arm from one seed, epoch by epoch, each judged as the protocol says.
 */
final class TrainingRun {
  private final ExperimentContext context;
  private final Arm arm;
  private final long seed;
  private final int epochs;
  private final TrainingSpec spec;
  private final TripletSampler sampler;
  private final Validator validator;
  private final TrainingClock clock;
  private boolean watched;

  final List<Float> losses = new ArrayList<>();
  final List<Float> activeShare = new ArrayList<>();
  final List<Double> validation = new ArrayList<>();
  final List<Integer> judged = new ArrayList<>();
  final List<Double> elapsed = new ArrayList<>();
  final List<Double> rates = new ArrayList<>();
  final List<GradientNoise> gradients = new ArrayList<>();

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
  long gradientNanos;

  TrainingRun(ExperimentContext context, Arm arm, long seed, int epochs, Choice choice) {
    this.context = context;
    this.arm = arm;
    this.seed = seed;
    this.epochs = epochs;
    clock = TrainingClock.of(context.engine.descriptor());
    Protocol protocol = context.protocol;
    spec =
        protocol.spec(
            context.train.images().shape(),
            context.scaling,
            choice.margin(),
            choice.learningRate());
    boolean holdsOut = protocol.validation().validation() == JudgedBy.TRIPLETS;
    sampler =
        new TripletSampler(
            context.train.index(),
            arm.anchors(),
            protocol.data().supply(),
            protocol.data().tripletsPerClass(),
            seed,
            holdsOut ? protocol.validation().validationShare() : 0);
    validator =
        switch (protocol.validation().validation()) {
          case NONE -> null;
          case IMAGES -> new Validator.OnImages(context);
          case TRIPLETS -> new Validator.OnTriplets(context, arm, spec, sampler.heldOut());
        };
  }

  /** It is to tell, besides, how validation began and how gradients differ. */
  TrainingRun watched() {
    watched = true;
    return this;
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

  /** How training itself went; what a test finds comes later. */
  Trial.Health health() {
    return diverged
        ? Trial.Health.DIVERGED
        : collapse != null ? Trial.Health.COLLAPSED : Trial.Health.TRAINED;
  }

  /** What each epoch came to. */
  Trial.Epochs epochs() {
    return new Trial.Epochs(losses, activeShare, validation, judged, elapsed, rates, gradients);
  }

  /**
   * Trains until the epochs are over, or patience is, or there is nothing left to train.
   *
   * @param afterEpoch told of each that was trained
   */
  TrainingRun run(Runnable afterEpoch) {
    AnchorTable table = context.anchorTable(arm.table());
    Course course = new Course(arm, context.protocol, epochs);
    try (TrainingLoop loop = new TrainingLoop(context.train, arm, table, spec, sampler, seed)) {
      chosen = loop.initial();
      Collapse collapses = new Collapse(context, spec.loss().margin(), chosen);
      judgeUntrained();
      measureGradient(course, chosen, 0);
      for (int epoch = 0; !course.isOver(); epoch++) {
        loop.setArm(course.arm());
        rates.add(spec.adam().learningRate() * course.rateFactor());
        loop.setLearningRate(rates.getLast());
        Weights weights = train(loop, epoch);
        if (diverged || isCollapsed(collapses, weights, epoch)) {
          break;
        }
        boolean judges = context.protocol.validation().cadence().judges(epoch + 1, epochs);
        boolean better = judges && judge(weights, epoch);
        measureGradient(course, weights, epoch + 1);
        course.advance(judges, better);
        afterEpoch.run();
      }
    }
    return this;
  }

  /** Where the curve of an experiment's trial begins; it is never the best. */
  private void judgeUntrained() {
    if (watched && validator != null) {
      validation.add(validator.judge(chosen));
      judged.add(0);
    }
  }

  private void measureGradient(Course course, Weights weights, int done) {
    if (watched
        && course.arm().trainsAsSampled()
        && GradientNoise.isMeasured(done, sampler.tripletsPerEpoch(), spec.batchSize())) {
      long start = clock.nanos();
      gradients.add(
          GradientNoise.of(context, arm, course.arm().anchors(), sampler, spec, weights, done));
      gradientNanos += clock.nanos() - start;
    }
  }

  /** A collapsed network is not judged, but tested where no other was chosen. */
  private boolean isCollapsed(Collapse collapses, Weights weights, int epoch) {
    collapse = collapses.found(weights);
    if (collapse != null
        && (chosenEpoch == 0 || context.protocol.validation().keep() == Keep.LAST)) {
      choose(weights, epoch);
    }
    return collapse != null;
  }

  /** The weights after an epoch, fetched from the device once for all who look at them. */
  private Weights train(TrainingLoop loop, int epoch) {
    long start = clock.nanos();
    TrainingLoop.Epoch trained = loop.epoch(epoch);
    losses.add(trained.steps().loss());
    activeShare.add(trained.steps().activeShare());
    Weights weights = loop.weights();
    diverged = !Float.isFinite(losses.getLast()) || !Validator.isSound(weights);
    trainingNanos += clock.nanos() - start;
    elapsed.add(trainingNanos / 1e9);
    return weights;
  }

  /** Whether this epoch is the best so far. */
  private boolean judge(Weights weights, int epoch) {
    if (validator == null) {
      choose(weights, epoch);
      return true;
    }
    long start = clock.nanos();
    double judgement = validator.judge(weights);
    validation.add(judgement);
    judged.add(epoch + 1);
    boolean better = Double.isNaN(best) || validator.isBetter(judgement, best);
    best = better ? judgement : best;
    if (better || context.protocol.validation().keep() == Keep.LAST) {
      choose(weights, epoch);
    }
    validationNanos += clock.nanos() - start;
    return better;
  }

  private void choose(Weights weights, int epoch) {
    chosen = weights;
    chosenEpoch = epoch + 1;
  }
}
