package anchorbench.bench;

import anchorbench.result.BenchmarkRow;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
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
 * fork may have met a quiet one. JMH makes its profilers itself and shows them nothing of a
 * benchmark's state, so the time comes by way of {@link ForkFiles}.
 */
public final class PeakProfiler implements InternalProfiler {
  private static final String WANTED = "anchorbench.bench.peaks";

  /**
   * A JVM argument of forks with this profiler: in others peaks would be measured for nobody, and a
   * benchmark's set-up must know.
   */
  static final String ARGUMENT = "-D" + WANTED + "=true";

  /** Whether this JVM's rows are to carry peaks. */
  static boolean isWanted() {
    return Boolean.getBoolean(WANTED);
  }

  @Override
  public String getDescription() {
    return "the row's peak after each iteration";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    // One of a warm-up, which has no results, may be there.
    ForkFiles.ofThisFork().takePeak();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    OptionalDouble micros = ForkFiles.ofThisFork().takePeak();
    return micros.isEmpty()
        ? List.of()
        : List.of(
            new ScalarResult(
                BenchmarkRow.PEAK, micros.getAsDouble(), "us/op", AggregationPolicy.AVG));
  }
}
