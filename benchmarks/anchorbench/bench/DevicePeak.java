package anchorbench.bench;

import anchorbench.engine.Peaks;
import anchorbench.engine.TimedSession;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** A device's peak; each benchmark says of what work. */
@State(Scope.Benchmark)
public abstract class DevicePeak extends Metered {
  /** What the work reads, if anything. */
  TimedSession session;

  Peaks.Work work;

  /**
   * @param engine whose device
   */
  void openDevice(String engine, BenchmarkParams params) {
    begin(params, BenchmarkCard.open(engine));
    peaks = opened.peaks().orElseThrow();
  }

  void measure(Peaks.Work best) {
    work = best;
    meter(best);
  }

  long run() {
    long result = work.run();
    meter.add(1);
    return result;
  }

  @TearDown
  public void closeDevice() {
    end();
    if (session != null) {
      session.close();
    }
    opened.close();
  }
}
