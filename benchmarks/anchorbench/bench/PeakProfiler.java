package anchorbench.bench;

import anchorbench.engine.Peaks;
import anchorbench.result.BenchmarkRow;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds to each iteration of a row the time of its peak, measured right after it in the same JVM: a
 * shared machine that slows down for a second or a minute does so to both, where a peak of its own
 * fork may have met a quiet one.
 *
 * <p>JMH makes its profilers itself and shows them nothing of the benchmark's state, so the two
 * meet in static fields: one fork is one JVM and runs one row.
 */
public final class PeakProfiler implements InternalProfiler {
  private static final double NANOS_OF_MICRO = 1e3;

  /** Whether this JVM's results are to carry peaks: unasked, they would be measured for nobody. */
  private static volatile boolean attached;

  /** Of this JVM's last iteration; NaN if its row has no peak of its own. */
  private static volatile double micros = Double.NaN;

  @Override
  public String getDescription() {
    return "the row's peak after each iteration";
  }

  /** Known before a benchmark's first set-up. */
  static boolean isAttached() {
    return attached;
  }

  /** Runs the work for about as long as asked, at least once. */
  static void measure(Peaks.Work work, long nanos) {
    long runs = 0;
    long start = System.nanoTime();
    long took;
    do {
      work.run();
      runs++;
      took = System.nanoTime() - start;
    } while (took < nanos);
    micros = took / NANOS_OF_MICRO / runs;
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    attached = true;
    micros = Double.NaN;
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return Double.isNaN(micros)
        ? List.of()
        : List.of(new ScalarResult(BenchmarkRow.PEAK, micros, "us/op", AggregationPolicy.AVG));
  }
}
