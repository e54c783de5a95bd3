package anchorbench.check;

import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunRecord;
import anchorbench.statistics.ForkMean;
import java.util.List;
import java.util.Locale;
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

  /** Against the files that samples came in. */
  void against(RawTimes raw) {
    Map<List<List<Double>>, RawTimes.Jmh> jmh = raw.jmhBySamples();
    Map<String, List<List<Double>>> peers = raw.peerSamples();
    Set<Double> ceilings =
        timed.stream()
            .filter(BenchmarkRow::measuresMachine)
            .map(BenchmarkRow::meanMicros)
            .collect(Collectors.toSet());
    for (BenchmarkRow row : timed) {
      RawTimes.Jmh source = jmh.get(row.samples());
      List<List<Double>> peer = peers.get(row.tag());
      if (source == null && peer != null) {
        peer(row, peer);
      } else {
        findings.expect(
            source != null,
            "%s: its samples are in neither jmh.json nor %s"
                .formatted(name(row), RunRecord.PEER_FILE));
      }
      if (source != null && !Double.isNaN(source.ceiling())) {
        findings.same(name(row) + " ceiling", row.ceilingMicros(), source.ceiling());
      } else if ((source != null || peer != null) && !Double.isNaN(row.ceilingMicros())) {
        findings.expect(
            ceilings.contains(row.ceilingMicros()),
            "%s: its ceiling of %s us is no row's".formatted(name(row), row.ceilingMicros()));
      }
    }
  }

  /** Each sample is a group's nanoseconds over its steps. */
  private void peer(BenchmarkRow row, List<List<Double>> groups) {
    boolean asMany =
        row.samples().size() == 1 && row.samples().getFirst().size() == groups.getFirst().size();
    findings.expect(
        asMany, name(row) + ": not as many samples as " + RunRecord.PEER_FILE + " has groups");
    for (int i = 0; asMany && i < groups.getFirst().size(); i++) {
      findings.same(
          String.format(Locale.ROOT, "%s sample %d", name(row), i),
          row.samples().getFirst().get(i),
          groups.getFirst().get(i));
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
