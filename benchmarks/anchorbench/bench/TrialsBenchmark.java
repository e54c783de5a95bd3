package anchorbench.bench;

import anchorbench.engine.DeviceTimed;
import anchorbench.engine.RunningSteps;
import anchorbench.engine.TimedSession;
import anchorbench.engine.TimedTrainer;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletIndices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Trials of an experiment in training side by side on one device: the time in which each of them
 * makes the steps of an epoch. So twenty at once against one is a ratio of throughputs.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TrialsBenchmark {

  /** An engine with as many trainers as there are trials. */
  @State(Scope.Benchmark)
  public static class Ready extends Metered {
    @Param("cuda")
    public String engine;

    @Param({"1", "20"})
    public int trials;

    /** Of 30,000 triplets in batches of 128. */
    @Param("235")
    public int steps;

    private final List<TimedTrainer> trainers = new ArrayList<>();
    private TimedSession session;
    private TripletIndices epoch;
    private int batch;

    @Setup
    public void open(TrainingStepBenchmark.Shape shape, BenchmarkParams params) {
      begin(params, BenchmarkCard.open(engine));
      session = opened.load(shape.images);
      batch = shape.batch;
      epoch = shape.arm.steps(steps, batch);
      for (int trial = 0; trial < trials; trial++) {
        trainers.add(
            session.trainer(
                shape.arm.anchors(),
                shape.training(1, 1e-3),
                Weights.initial(shape.spec, Arm.SEED + trial)));
      }
      // Of trials that overlap no one's device time is the time of all.
      meter(new DeviceTimed() {});
    }

    float epoch() {
      List<RunningSteps> running =
          trainers.stream().map(trainer -> trainer.start(epoch, batch)).toList();
      float last = 0;
      for (RunningSteps each : running) {
        last += each.finish().losses()[steps - 1];
      }
      return last;
    }

    @TearDown
    public void close() {
      end();
      trainers.forEach(TimedTrainer::close);
      session.close();
      opened.close();
    }
  }

  @Benchmark
  public float trialsAtOnce(TrainingStepBenchmark.Shape shape, Ready ready) {
    return ready.epoch();
  }
}
