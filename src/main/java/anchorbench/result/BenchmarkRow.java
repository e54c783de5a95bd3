package anchorbench.result;

import java.util.Map;

/**
 * One row of the benchmark table.
 *
 * @param kernel what was timed, e.g. {@code training-step}
 * @param engine which engine, or {@code ceiling}
 * @param parameters the benchmark's, in order
 * @param status whether the row is a time
 * @param note the reason of a row that is no time, or what its reader must know
 * @param meanMicros mean time of an operation, NaN if there is none
 * @param errorMicros half-width of JMH's 99.9 % interval of the mean
 * @param ceilingMicros time of the ceiling with the same parameters, NaN if there is none
 * @param check what was compared with the reference before timing, null for ceilings
 * @param latency percentiles of single operations, null if not recorded
 */
public record BenchmarkRow(
    String kernel,
    String engine,
    Map<String, String> parameters,
    Status status,
    String note,
    double meanMicros,
    double errorMicros,
    double ceilingMicros,
    Check check,
    Latency latency) {

  /** What became of a row. */
  public enum Status {
    TIMED,
    /** The engine is not there. */
    SKIPPED,
    /** Its output was wrong, or it threw: no time is shown. */
    FAILED
  }

  /**
   * The comparison with the reference.
   *
   * @param largestError found
   * @param bound allowed
   */
  public record Check(String what, double largestError, double bound) {
    /** NaN fails. */
    public boolean passed() {
      return largestError <= bound;
    }
  }

  /** Of single operations, in microseconds. */
  public record Latency(
      long count, double p50Micros, double p99Micros, double p999Micros, double maxMicros) {}

  /** How many times the ceiling's time this row took. */
  public double timesCeiling() {
    return meanMicros / ceilingMicros;
  }
}
