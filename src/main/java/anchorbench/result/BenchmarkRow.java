package anchorbench.result;

import anchorbench.device.DeviceClocks;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * One row of the benchmark table: a case on an engine, and what became of it.
 *
 * @param engine which engine, or {@link #PEAK}
 * @param status whether the row is a time
 * @param note the reason of a row that is no time, or what its reader must know
 * @param timing {@link Timing#NONE} where the row is no time
 * @param check what was compared with the reference before timing, null for peaks
 * @param latency percentiles of single operations, null if not recorded
 * @param device the same operation on the device's own clock, null if it has none
 */
public record BenchmarkRow(
    BenchmarkCase benchmark,
    String engine,
    Status status,
    String note,
    Timing timing,
    Check check,
    Latency latency,
    OnDevice device) {

  /** In an engine's place, where the machine itself is timed; JMH's secondary result likewise. */
  public static final String PEAK = "ceiling";

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
    return engine.equals(PEAK);
  }

  /** The same as a row of another case. */
  public BenchmarkRow of(BenchmarkCase other) {
    return new BenchmarkRow(other, engine, status, note, timing, check, latency, device);
  }

  public String kernel() {
    return benchmark.kernel();
  }

  public Map<String, String> parameters() {
    return benchmark.parameters();
  }

  public double meanMicros() {
    return timing.meanMicros();
  }

  public double errorMicros() {
    return timing.errorMicros();
  }

  public double peakMicros() {
    return timing.peakMicros();
  }

  public List<List<Double>> samples() {
    return timing.samples();
  }

  /** Names the row in {@code latency.hlog}. */
  public String tag() {
    return benchmark.tag();
  }

  /**
   * Times of one operation.
   *
   * @param meanMicros their mean, NaN if there is none
   * @param samples microseconds that an operation took in each measured iteration, fork by fork
   * @param errorMicros half-width of the 99.9 % interval of the mean, as JMH has it
   * @param peakMicros time of the same case's peak, measured beside the row or else as a row of its
   *     own; NaN if there is none
   */
  public record Timing(
      double meanMicros,
      List<List<Double>> samples,
      double errorMicros,
      @JsonProperty("ceilingMicros") double peakMicros) {
    public static final Timing NONE = new Timing(Double.NaN, List.of(), Double.NaN, Double.NaN);

    public Timing {
      samples = samples.stream().map(List::copyOf).toList();
    }

    /** The same beside another peak. */
    public Timing beside(double micros) {
      return new Timing(meanMicros, samples, errorMicros, micros);
    }
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
  public record OnDevice(double meanMicros, List<DeviceClocks> clocks) {}

  /** How many times the peak's time this row took. */
  public double timesPeak() {
    return meanMicros() / peakMicros();
  }
}
