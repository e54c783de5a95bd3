package anchorbench.bench;

import anchorbench.data.ImageSet;
import anchorbench.engine.StepLog;
import anchorbench.engine.TimedSession;
import anchorbench.engine.TimedTrainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * One step, from pixels to updated weights; the peak multiplies the step's matrices and does
 * nothing else.
 *
 * <p>{@code active=all} is the row to compare: the margin is so large that every triplet has a
 * loss, and the learning rate is 0, so that the millionth step costs what the first does. With
 * {@code active=trained} the network has had an epoch at margin 1 first and only its violations are
 * left, which an engine may turn to account.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrainingStepBenchmark {
  /** Triplets that are checked, and the reference's work on them, of which it does 5e8 a second. */
  private static final int MOST_CHECKED = 64;

  private static final double MOST_CHECK_OPERATIONS = 7e8;

  private static final int STEPS = 64;
  private static final float EVERY_TRIPLET_ACTIVE = 1000;

  /** What is trained on what. */
  @State(Scope.Benchmark)
  public static class Shape {
    @Param({"784-128-128-64", "784-512-256-64"})
    public String network;

    @Param({"64", "128", "1024"})
    public int batch;

    @Param({"random", "mean"})
    public String anchors;

    ImageSet images;
    Arm arm;
    NetworkSpec spec;
    private int next;

    @Setup
    public void draw() {
      RowNetwork row = RowNetwork.parse(network);
      ImageSet chosen = BenchmarkImages.get().train();
      images = row.images().of(chosen);
      arm = Arm.of(anchors, images);
      spec = row.on(chosen);
    }

    /** As many triplets as the reference can follow in about two seconds. */
    int checked() {
      double ofOne = spec.plan().stepOperations(BatchSize.rows(1, 0));
      int affordable = (int) Math.clamp(MOST_CHECK_OPERATIONS / ofOne, 1, MOST_CHECKED);
      return Math.min(batch, affordable);
    }

    int nextFirst() {
      int first = next;
      next = next + 2 * batch > arm.triplets().count() ? 0 : next + batch;
      return first;
    }

    TrainingSpec training(float margin, double learningRate) {
      return new TrainingSpec(
          spec,
          new TripletLoss(Distance.EUCLIDEAN, margin),
          Adam.withLearningRate(learningRate),
          batch,
          TrainingSpec.UNIT_PIXELS);
    }
  }

  /** An engine, checked, with a trainer whose steps all cost the same. */
  @State(Scope.Benchmark)
  public static class Ready extends Metered {
    @Param("cpu")
    public String engine;

    @Param("all")
    public String active;

    private final Histogram latency = new Histogram(3);
    private TripletIndices run;
    TimedSession session;
    TimedTrainer trainer;

    @Setup
    public void open(Shape shape, BenchmarkParams params) {
      begin(params, BenchmarkCard.open(engine));
      Checks.require(
          row,
          () ->
              Checks.training(
                  opened,
                  shape.images,
                  shape.arm.anchors(),
                  shape.arm.triplets(),
                  shape.spec,
                  shape.checked()));
      session = opened.load(shape.images);
      Weights weights = Weights.initial(shape.spec, Arm.SEED);
      boolean trained = active.equals("trained");
      if (trained) {
        weights = trainedForAnEpoch(shape, weights);
      }
      trainer =
          session.trainer(
              shape.arm.anchors(), shape.training(trained ? 1 : EVERY_TRIPLET_ACTIVE, 0), weights);
      run = shape.arm.steps(STEPS, shape.batch);
      meter(trainer);
      beside(peaks -> peaks.products(shape.spec, shape.arm.rows(shape.batch)));
    }

    private Weights trainedForAnEpoch(Shape shape, Weights initial) {
      try (TimedTrainer first =
          session.trainer(shape.arm.anchors(), shape.training(1, 1e-3), initial)) {
        first.start(shape.arm.triplets(), shape.batch).finish();
        return first.weights();
      }
    }

    float step(Shape shape) {
      long start = System.nanoTime();
      float loss = trainer.step(shape.arm.triplets(), shape.nextFirst(), shape.batch);
      if (measuring) {
        latency.recordValue(System.nanoTime() - start);
      }
      meter.add(1);
      return loss;
    }

    float runOfSteps(Shape shape) {
      StepLog log = trainer.start(run, shape.batch).finish();
      meter.add(STEPS);
      return log.losses()[STEPS - 1];
    }

    @TearDown
    public void close() {
      end();
      ForkFiles files = ForkFiles.ofThisFork();
      if (files != null && latency.getTotalCount() > 0) {
        files.writeLatency(row, latency);
      }
      trainer.close();
      session.close();
      opened.close();
    }
  }

  /** The device's peak. */
  @State(Scope.Benchmark)
  public static class Peak extends DevicePeak {
    @Param("cpu")
    public String device;

    @Setup
    public void open(Shape shape, BenchmarkParams params) {
      openDevice(device, params);
      measure(peaks.products(shape.spec, shape.arm.rows(shape.batch)));
    }
  }

  @Benchmark
  public float trainingStep(Shape shape, Ready ready) {
    return ready.step(shape);
  }

  /** One of {@value #STEPS} steps that are given to the device together, as an epoch's are. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public float trainingStepInEpoch(Shape shape, Ready ready) {
    return ready.runOfSteps(shape);
  }

  @Benchmark
  public long trainingStepCeiling(Peak peak) {
    return peak.run();
  }
}
