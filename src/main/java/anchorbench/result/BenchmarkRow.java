package anchorbench.result;

import anchorbench.engine.DeviceClocks;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One row of the benchmark table.
 *
 * @param kernel what was timed, e.g. {@code training-step}
 * @param engine which engine, or {@link #CEILING}
 * @param parameters the benchmark's, in order
 * @param drawSeed what triplets and weights are drawn from, null where nothing is drawn
 * @param status whether the row is a time
 * @param note the reason of a row that is no time, or what its reader must know
 * @param meanMicros mean time of an operation, NaN if there is none
 * @param samples microseconds an operation took in each measured iteration, fork by fork
 * @param errorMicros half-width of JMH's 99.9 % interval of the mean
 * @param ceilingMicros time of the ceiling with the same parameters, measured beside the row or
 *     else as a row of its own; NaN if there is none
 * @param check what was compared with the reference before timing, null for ceilings
 * @param latency percentiles of single operations, null if not recorded
 * @param device the same operation on the device's own clock, null if it has none
 */
public record BenchmarkRow(
    String kernel,
    String engine,
    Map<String, String> parameters,
    Long drawSeed,
    Status status,
    String note,
    double meanMicros,
    List<List<Double>> samples,
    double errorMicros,
    double ceilingMicros,
    Check check,
    Latency latency,
    Device device) {

  /** In an engine's place, where the machine itself is timed; JMH's secondary result likewise. */
  public static final String CEILING = "ceiling";

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

  /** Whether the machine itself is timed. */
  public boolean measuresMachine() {
    return engine.equals(CEILING);
  }

  /** Names the row in {@code latency.hlog}. */
  public String tag() {
    return tag(kernel, parameters);
  }

  /** The kernel of JMH's name of a benchmark: {@code ...TrainingStepBenchmark.trainingStep}. */
  public static String kernelOf(String benchmark) {
    String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /**
   * @param parameters in the order of their names
   */
  public static String tag(String kernel, Map<String, String> parameters) {
    StringBuilder tag = new StringBuilder(kernel);
    parameters.forEach((name, value) -> tag.append('/').append(name).append('=').append(value));
    return tag.toString();
  }

  /** Of single operations, in microseconds. */
  public record Latency(
      long count, double p50Micros, double p99Micros, double p999Micros, double maxMicros) {}

  /**
   * What a device itself says of the operations.
   *
   * @param meanMicros from the first work given to the last done, without the way there and back
   * @param clocks at the end of each measured iteration, empty where they cannot be read
   */
  public record Device(double meanMicros, List<DeviceClocks> clocks) {}

  /** How many times the ceiling's time this row took. */
  public double timesCeiling() {
    return meanMicros / ceilingMicros;
  }
}
