package anchorbench.bench;

import java.util.LinkedHashMap;
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

  /** The parameter and the kernel's name of measurements that no engine takes part in. */
  private static final String CEILING = "ceiling";

  RowKey {
    parameters = new TreeMap<>(parameters);
  }

  /** Of JMH's name of a benchmark: {@code ...TrainingStepBenchmark.trainingStep}. */
  static RowKey of(String benchmark, Map<String, String> parameters) {
    String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    String kernel = method.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    return new RowKey(kernel, parameters);
  }

  static RowKey of(BenchmarkParams benchmark) {
    Map<String, String> parameters = new LinkedHashMap<>();
    benchmark.getParamsKeys().forEach(name -> parameters.put(name, benchmark.getParam(name)));
    return of(benchmark.getBenchmark(), parameters);
  }

  /** The engine, or "ceiling". */
  String engine() {
    return parameters.getOrDefault(ENGINE, CEILING);
  }

  boolean isCeiling() {
    return engine().equals(CEILING);
  }

  /** The parameters that a ceiling shares with the rows below it. */
  Map<String, String> shape() {
    Map<String, String> shape = new TreeMap<>(parameters);
    shape.remove(ENGINE);
    return shape;
  }

  /** Without blanks and commas: a tag of an HdrHistogram log. */
  String tag() {
    StringBuilder tag = new StringBuilder(kernel);
    parameters.forEach((name, value) -> tag.append('/').append(name).append('=').append(value));
    return tag.toString();
  }
}
