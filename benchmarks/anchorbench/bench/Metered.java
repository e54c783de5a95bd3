package anchorbench.bench;

import anchorbench.engine.Engine;
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
  RowKey row;
  Engine opened;
  DeviceMeter meter;
  boolean measuring;

  /** To be called by a subclass's setup. */
  void begin(BenchmarkParams params, Engine engine) {
    row = RowKey.of(params);
    opened = engine;
  }

  /** To be called once the work is there. */
  void meter(Object work) {
    meter = new DeviceMeter(opened, work);
  }

  @Setup(Level.Iteration)
  public void startIteration(IterationParams iteration) {
    measuring = iteration.getType() == IterationType.MEASUREMENT;
    meter.startIteration(measuring);
  }

  @TearDown(Level.Iteration)
  public void endIteration() {
    meter.endIteration();
  }
}
