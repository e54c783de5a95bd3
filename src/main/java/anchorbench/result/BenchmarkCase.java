package anchorbench.result;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one row times: made once, by the benchmark, with all that a report knows of it.
 *
 * @param kernel e.g. {@code training-step}
 * @param parameters the benchmark's, in the order of their names
 * @param drawSeed what triplets and weights are drawn from, null where nothing is drawn
 * @param cost of one operation; null where the definition does not say it, e.g. where it depends on
 *     how many triplets have a loss
 */
public record BenchmarkCase(
    String kernel, Map<String, String> parameters, Long drawSeed, Cost cost) {
  public BenchmarkCase {
    parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  /** The kernel of JMH's name of a benchmark: {@code ...TrainingStepBenchmark.trainingStep}. */
  public static String kernelOf(String benchmark) {
    String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Names the case in {@code latency.hlog}: without blanks and commas. */
  public String tag() {
    StringBuilder tag = new StringBuilder(kernel);
    parameters.forEach((name, value) -> tag.append('/').append(name).append('=').append(value));
    return tag.toString();
  }
}
