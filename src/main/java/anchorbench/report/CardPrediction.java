package anchorbench.report;

import anchorbench.result.BenchmarkRow;
import java.util.List;
import java.util.Map;

/**
 * What was reckoned for a row before any card had run it: for a data-centre card of compute
 * capability 9.0, the step of 128 triplets through 784-128-128-64.
 *
 * @param engine as a row names it
 * @param parameters those that the row must have
 * @param low microseconds an operation; likewise high
 */
record CardPrediction(
    String kernel, String engine, Map<String, String> parameters, double low, double high) {
  private static final Map<String, String> RANDOM =
      Map.of("anchors", "random", "batch", "128", "network", "784-128-128-64");

  private static final String IN_EPOCH = "training-step-in-epoch";

  private static final List<CardPrediction> ALL =
      List.of(
          // Three kernels a step with their gaps, see decision 16.
          new CardPrediction(IN_EPOCH, "cuda", RANDOM, 13, 15),
          // Eleven launches between cuBLASLt's products, bound by latency, see decision 6.
          new CardPrediction(IN_EPOCH, "cuda:tf32", RANDOM, 50, 70),
          // Launch by launch; compiled; one recorded graph.
          new CardPrediction(IN_EPOCH, "pytorch:eager", RANDOM, 400, 700),
          new CardPrediction(IN_EPOCH, "pytorch:compile", RANDOM, 250, 350),
          new CardPrediction(IN_EPOCH, "pytorch:graphs", RANDOM, 75, 170),
          // Published for a kernel inside a graph.
          new CardPrediction(
              "device-limit", BenchmarkRow.CEILING, Map.of("limit", "GRAPH_NODE"), 1.3, 1.3));

  /** Of a row, or null if nobody reckoned. */
  static CardPrediction of(BenchmarkRow row) {
    return ALL.stream()
        .filter(each -> each.kernel.equals(row.kernel()) && each.engine.equals(row.engine()))
        .filter(each -> row.parameters().entrySet().containsAll(each.parameters.entrySet()))
        .findFirst()
        .orElse(null);
  }

  /** How many times the middle of the prediction a time is. */
  double ratio(double micros) {
    return micros / ((low + high) / 2);
  }

  String text() {
    return low == high ? Micros.text(low) : Micros.text(low) + " to " + Micros.text(high);
  }
}
