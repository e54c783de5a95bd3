package anchorbench.bench;

import anchorbench.result.BenchmarkCase;
import anchorbench.result.BenchmarkRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Names one row: the kernel and its parameters.
 *
 * @param kernel e.g. {@code training-step}
 * @param parameters by name
 */
record RowKey(String kernel, Map<String, String> parameters) {
  static final String ENGINE = "engine";

  /** A peak's parameter: the engine whose device it is measured on. */
  static final String DEVICE = "device";

  /** The same for limits that only a card has. */
  static final String CARD = "card";

  /** In what rows differ that one compares. */
  private static final List<String> COMPARED = List.of(ENGINE, DEVICE, CARD, "anchors", "active");

  private static final String PEAK_SUFFIX = "-ceiling";

  RowKey {
    parameters = new TreeMap<>(parameters);
  }

  /** Of JMH's name of a benchmark: {@code ...TrainingStepBenchmark.trainingStep}. */
  static RowKey of(String benchmark, Map<String, String> parameters) {
    return new RowKey(BenchmarkCase.kernelOf(benchmark), parameters);
  }

  static RowKey of(BenchmarkParams benchmark) {
    Map<String, String> parameters = new LinkedHashMap<>();
    benchmark.getParamsKeys().forEach(name -> parameters.put(name, benchmark.getParam(name)));
    return of(benchmark.getBenchmark(), parameters);
  }

  /** The engine, or "ceiling". */
  String engine() {
    return parameters.getOrDefault(ENGINE, BenchmarkRow.PEAK);
  }

  boolean isPeak() {
    return engine().equals(BenchmarkRow.PEAK);
  }

  /** Whether this is the best that a device can do at a kernel's work. */
  boolean isPeakOfKernel() {
    return isPeak() && kernel.endsWith(PEAK_SUFFIX);
  }

  /** What the row's triplets are drawn from; null where there are none: class means, peaks. */
  Long drawSeed() {
    return !isPeak() && parameters.containsKey("anchors") ? Arm.SEED : null;
  }

  /**
   * Whether this row is the best that the device can do at {@code row}'s work.
   *
   * @param measuredBy the engine that measures the device of {@code row}'s engine
   */
  boolean isPeakOf(RowKey row, String measuredBy) {
    if (!isPeakOfKernel() || row.isPeak()) {
      return false;
    }
    Map<String, String> shape = new TreeMap<>(parameters);
    String device = shape.remove(DEVICE);
    return row.kernel.startsWith(base())
        && measuredBy.equals(device)
        && row.parameters.entrySet().containsAll(shape.entrySet());
  }

  /** Kernel and size: what rows that are compared have in common, and their peaks too. */
  RowKey work() {
    Map<String, String> size = new TreeMap<>(parameters);
    COMPARED.forEach(size::remove);
    return new RowKey(base(), size);
  }

  /** The kernel; of a peak, the one it belongs to. */
  private String base() {
    return kernel.endsWith(PEAK_SUFFIX)
        ? kernel.substring(0, kernel.length() - PEAK_SUFFIX.length())
        : kernel;
  }

  /** Without blanks and commas: a tag of an HdrHistogram log. */
  String tag() {
    return new BenchmarkCase(kernel, parameters, null, null).tag();
  }
}
