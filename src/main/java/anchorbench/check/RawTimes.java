package anchorbench.check;

import anchorbench.output.Json;
import anchorbench.result.BenchmarkCase;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunReader;
import anchorbench.result.RunRecord;
import anchorbench.result.ScoreUnit;
import anchorbench.statistics.ForkMean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The files that a record's samples came in.
 *
 * @param jmh contents of {@code jmh.json}, or null
 * @param peer contents of {@link RunRecord#PEER_FILE}, or null
 */
public record RawTimes(byte[] jmh, byte[] peer) {
  public static final RawTimes NONE = new RawTimes(null, null);

  /** Those beside a record. */
  static RawTimes beside(Path folder) {
    return new RawTimes(
        RunReader.beside(folder, RunRecord.JMH_FILE),
        RunReader.beside(folder, RunRecord.PEER_FILE));
  }

  /** What of JMH's own file is read. */
  record Jmh(
      String benchmark,
      String mode,
      int threads,
      int measurementBatchSize,
      Map<String, String> params,
      Metric primaryMetric,
      Map<String, Metric> secondaryMetrics) {

    /** As a row's. */
    String tag() {
      return new BenchmarkCase(
              BenchmarkCase.kernelOf(benchmark), params == null ? Map.of() : params, null, null)
          .tag();
    }

    /** Whether it is the mean time of one operation after the other. */
    boolean isOfSingleOperations() {
      return ScoreUnit.MODE.equals(mode) && threads == 1 && measurementBatchSize == 1;
    }

    /** For a message. */
    String how() {
      return String.format(
          Locale.ROOT,
          "mode %s in %s, %d thread(s), batches of %d",
          mode,
          primaryMetric == null ? "no unit" : primaryMetric.scoreUnit(),
          threads,
          measurementBatchSize);
    }

    /** Whether these are the samples of a row, whatever unit JMH was asked for. */
    boolean holds(List<List<Double>> samples) {
      return primaryMetric != null && samples.equals(primaryMetric.micros());
    }

    /** Of the peak measured beside the row, NaN if there is none. */
    double peakMicros() {
      Metric beside = secondaryMetrics == null ? null : secondaryMetrics.get(BenchmarkRow.PEAK);
      return beside == null ? Double.NaN : ForkMean.of(beside.micros());
    }
  }

  /** Scores of iterations, fork by fork; other modes than a record's have no raw data. */
  record Metric(String scoreUnit, List<List<Double>> rawData) {

    /** In the record's unit; empty without any. */
    List<List<Double>> micros() {
      double micros = ScoreUnit.micros(scoreUnit);
      return rawData == null
          ? List.of()
          : rawData.stream()
              .filter(Objects::nonNull)
              .map(
                  fork ->
                      fork.stream().filter(Objects::nonNull).map(score -> score * micros).toList())
              .toList();
    }
  }

  /** By a row's tag; several where rows of several runs were put together. */
  Map<String, List<Jmh>> jmhByTag() {
    Map<String, List<Jmh>> known = new HashMap<>();
    if (jmh != null) {
      for (Jmh row : Json.read(RunRecord.JMH_FILE, jmh, Jmh[].class)) {
        if (row != null && row.benchmark() != null) {
          known.computeIfAbsent(row.tag(), tag -> new ArrayList<>()).add(row);
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
          known.put(
              new BenchmarkCase(row.kernel(), row.parameters(), null, null).tag(), row.samples());
        }
      }
    }
    return known;
  }
}
