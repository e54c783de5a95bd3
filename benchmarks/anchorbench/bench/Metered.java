package anchorbench.bench;

import anchorbench.device.Device;
import anchorbench.engine.DeviceTimed;
import anchorbench.engine.Peaks;
import anchorbench.engine.TimedEngine;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** What the states that are timed have in common: a row, an engine, its device's clock. */
@State(Scope.Benchmark)
public abstract class Metered {
  private static final double NANOS_OF_MICRO = 1e3;

  RowKey row;
  TimedEngine opened;
  DeviceMeter meter;
  boolean measuring;

  /** Of the row's device, or null where nobody asks. */
  Peaks peaks;

  /** What is timed beside the row, or null. */
  private Peaks.Work best;

  /** To be called by a subclass's setup. */
  void begin(BenchmarkParams params, TimedEngine engine) {
    row = RowKey.of(params);
    opened = engine;
  }

  /** To be called once the work is there. */
  void meter(DeviceTimed work) {
    meter = new DeviceMeter(opened, work);
  }

  /**
   * Has the peak timed beside the row, where the engine measures its own device and that is the
   * processor: others use it at the same time, while a card is this process's alone.
   *
   * @param work of the row's shape
   */
  void beside(Function<Peaks, Peaks.Work> work) {
    if (besideIsWanted()) {
      peaks = opened.peaks().orElse(null);
      best = peaks == null ? null : work.apply(peaks);
    }
  }

  /** The same, of work that a session gives. */
  void beside(Supplier<Optional<Peaks.Work>> work) {
    if (besideIsWanted()) {
      best = work.get().orElse(null);
    }
  }

  private boolean besideIsWanted() {
    return PeakProfiler.isWanted() && opened.descriptor().device().kind() == Device.Kind.PROCESSOR;
  }

  @Setup(Level.Iteration)
  public void startIteration(IterationParams iteration) {
    measuring = iteration.getType() == IterationType.MEASUREMENT;
    meter.startIteration(measuring);
  }

  @TearDown(Level.Iteration)
  public void endIteration(IterationParams iteration) {
    meter.endIteration();
    if (best != null) {
      ForkFiles.ofThisFork()
          .writePeak(micros(best, iteration.getTime().convertTo(TimeUnit.NANOSECONDS) / 2));
    }
  }

  /** Runs the work for about as long as asked, at least once: microseconds of one. */
  private static double micros(Peaks.Work work, long nanos) {
    long runs = 0;
    long start = System.nanoTime();
    long took;
    do {
      work.run();
      runs++;
      took = System.nanoTime() - start;
    } while (took < nanos);
    return took / NANOS_OF_MICRO / runs;
  }

  /** To be called by a subclass's tear-down, before the engine closes. */
  void end() {
    meter.write(row);
    if (peaks != null) {
      peaks.close();
    }
  }
}
