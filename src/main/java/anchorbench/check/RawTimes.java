package anchorbench.check;

import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import anchorbench.statistics.ForkMean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that a record's samples came in.
 *
 * @param jmh contents of {@code jmh.json}, or null
 * @param peer contents of {@link RunRecord#PEER_FILE}, or null
 */
public record RawTimes(byte[] jmh, byte[] peer) {
  public static final RawTimes NONE = new RawTimes(null, null);

  boolean isThere() {
    return jmh != null || peer != null;
  }

  /** What of JMH's own file is read. */
  record Jmh(Metric primaryMetric, Map<String, Metric> secondaryMetrics) {
    /** Of the ceiling measured beside the row, NaN if there is none. */
    double ceiling() {
      Metric beside = secondaryMetrics == null ? null : secondaryMetrics.get(BenchmarkRow.CEILING);
      return beside == null || beside.rawData() == null
          ? Double.NaN
          : ForkMean.of(beside.rawData());
    }
  }

  record Metric(List<List<Double>> rawData) {}

  Map<List<List<Double>>, Jmh> jmhBySamples() {
    Map<List<List<Double>>, Jmh> known = new HashMap<>();
    if (jmh != null) {
      for (Jmh row : Json.read("jmh.json", jmh, Jmh[].class)) {
        if (row != null && row.primaryMetric() != null && row.primaryMetric().rawData() != null) {
          known.put(row.primaryMetric().rawData(), row);
        }
      }
    }
    return known;
  }

  /**
   * Groups of steps that a peer timed.
   *
   * @param steps in each group
   * @param nanos of each group
   */
  private record Peer(String kernel, Map<String, String> parameters, long steps, List<Long> nanos) {
    boolean isWhole() {
      return kernel != null
          && parameters != null
          && nanos != null
          && nanos.stream().allMatch(each -> each != null);
    }

    List<List<Double>> samples() {
      return List.of(nanos.stream().map(each -> each / (double) steps / 1e3).toList());
    }
  }

  /** By a row's tag; one list, for a peer has one process. */
  Map<String, List<List<Double>>> peerSamples() {
    Map<String, List<List<Double>>> known = new HashMap<>();
    if (peer != null) {
      for (Peer row : Json.read(RunRecord.PEER_FILE, peer, Peer[].class)) {
        if (row != null && row.isWhole()) {
          known.put(BenchmarkRow.tag(row.kernel(), new TreeMap<>(row.parameters())), row.samples());
        }
      }
    }
    return known;
  }
}
