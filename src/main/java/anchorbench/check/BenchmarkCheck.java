package anchorbench.check;

import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.LatencyLog;
import anchorbench.statistics.ForkMean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** Benchmark rows from their samples, and the samples against the files they came in. */
final class BenchmarkCheck {
  /** JMH takes its quantile from another library. */
  private static final double QUANTILE = 1e-6;

  private final Findings findings;
  private final List<BenchmarkRow> timed;

  BenchmarkCheck(Findings findings, List<BenchmarkRow> rows) {
    this.findings = findings;
    this.timed = rows.stream().filter(row -> row.status() == Status.TIMED).toList();
  }

  private static String name(BenchmarkRow row) {
    return row.kernel() + " " + row.parameters();
  }

  /** Mean, interval, and that only a row that passed its check is a time. */
  void rows() {
    for (BenchmarkRow row : timed) {
      findings.same(name(row) + " mean", row.meanMicros(), ForkMean.of(row.samples()));
      findings.same(
          name(row) + " interval", row.errorMicros(), ForkMean.halfWidth(row.samples()), QUANTILE);
      if (row.check() != null) {
        findings.expect(
            row.check().passed(),
            "%s: a time, though its error %s is above %s"
                .formatted(name(row), row.check().largestError(), row.check().bound()));
      }
    }
  }

  /** What of JMH's own file is read. */
  private record JmhRow(JmhMetric primaryMetric, Map<String, JmhMetric> secondaryMetrics) {
    /** Of the ceiling measured beside the row, NaN if there is none. */
    double ceiling() {
      JmhMetric beside =
          secondaryMetrics == null ? null : secondaryMetrics.get(BenchmarkRow.CEILING);
      return beside == null || beside.rawData() == null
          ? Double.NaN
          : ForkMean.of(beside.rawData());
    }
  }

  private record JmhMetric(List<List<Double>> rawData) {}

  /** Against {@code jmh.json}. */
  void against(byte[] jmh) {
    Map<List<List<Double>>, JmhRow> known = new HashMap<>();
    for (JmhRow row : Json.read("jmh.json", jmh, JmhRow[].class)) {
      if (row.primaryMetric() != null && row.primaryMetric().rawData() != null) {
        known.put(row.primaryMetric().rawData(), row);
      }
    }
    Set<Double> ceilings =
        timed.stream()
            .filter(BenchmarkRow::measuresMachine)
            .map(BenchmarkRow::meanMicros)
            .collect(Collectors.toSet());
    for (BenchmarkRow row : timed) {
      JmhRow source = known.get(row.samples());
      findings.expect(source != null, name(row) + ": its samples are not in jmh.json");
      if (source != null && !Double.isNaN(source.ceiling())) {
        findings.same(name(row) + " ceiling", row.ceilingMicros(), source.ceiling());
      } else if (source != null && !Double.isNaN(row.ceilingMicros())) {
        findings.expect(
            ceilings.contains(row.ceilingMicros()),
            "%s: its ceiling of %s us is no row's".formatted(name(row), row.ceilingMicros()));
      }
    }
  }

  /** Against {@code latency.hlog}. */
  void against(Map<String, Histogram> histograms) {
    for (BenchmarkRow row : timed) {
      if (row.latency() != null) {
        Histogram histogram = histograms.get(row.tag());
        findings.expect(
            histogram != null, row.tag() + ": its latencies are not in " + LatencyLog.FILE);
        if (histogram != null) {
          findings.same(row.tag() + " latency", row.latency(), LatencyLog.percentiles(histogram));
        }
      }
    }
  }
}
