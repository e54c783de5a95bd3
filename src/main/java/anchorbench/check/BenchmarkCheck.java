package anchorbench.check;

import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import anchorbench.result.LatencyLog;
import anchorbench.result.RunRecord;
import anchorbench.result.ScoreUnit;
import anchorbench.statistics.ForkMean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

  /** Against the files that samples came in; a row whose samples came from nowhere is found. */
  void against(RawTimes raw) {
    Map<String, List<RawTimes.Jmh>> jmh = raw.jmhByTag();
    Map<String, List<List<Double>>> peers = raw.peerSamples();
    for (BenchmarkRow row : timed) {
      List<RawTimes.Jmh> named = jmh.getOrDefault(row.tag(), List.of());
      List<List<Double>> peer = peers.get(row.tag());
      Optional<RawTimes.Jmh> source =
          named.stream().filter(each -> each.holds(row.samples())).findFirst();
      if (source.isPresent()) {
        jmh(row, source.get());
      } else if (peer != null) {
        peer(row, peer);
        peakIsARows(row);
      } else {
        findings.expect(false, name(row) + ": " + withoutSource(named));
      }
    }
  }

  private static String withoutSource(List<RawTimes.Jmh> named) {
    return named.isEmpty()
        ? "its samples are in neither %s nor %s; if -rff gave JMH's file another name, rename it"
            .formatted(RunRecord.JMH_FILE, RunRecord.PEER_FILE)
        : "its samples are not those of %s (%s)"
            .formatted(RunRecord.JMH_FILE, named.getLast().how());
  }

  private void jmh(BenchmarkRow row, RawTimes.Jmh source) {
    findings.expect(
        source.isOfSingleOperations(),
        "%s: %s has it as %s; a row is of mode %s, 1 thread, batches of 1"
            .formatted(name(row), RunRecord.JMH_FILE, source.how(), ScoreUnit.MODE));
    double beside = source.peakMicros();
    if (Double.isNaN(beside)) {
      peakIsARows(row);
    } else {
      findings.same(name(row) + " peak", row.peakMicros(), beside);
    }
  }

  /** One that was not measured beside the row is a row of its own. */
  private void peakIsARows(BenchmarkRow row) {
    if (!Double.isNaN(row.peakMicros())) {
      findings.expect(
          timed.stream()
              .filter(BenchmarkRow::measuresMachine)
              .anyMatch(each -> each.meanMicros() == row.peakMicros()),
          "%s: its peak of %s us is the time of no row".formatted(name(row), row.peakMicros()));
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

  /** Against {@code latency.hlog}: what one of the two has, the other has. */
  void against(Map<String, Histogram> histograms) {
    for (BenchmarkRow row : timed) {
      Histogram histogram = histograms.get(row.tag());
      boolean both = row.latency() != null && histogram != null;
      findings.expect(
          both || (row.latency() == null && histogram == null),
          "%s: its latencies are %s"
              .formatted(
                  row.tag(),
                  histogram == null
                      ? "not in " + LatencyLog.FILE
                      : "in " + LatencyLog.FILE + " alone"));
      if (both) {
        findings.same(row.tag() + " latency", row.latency(), LatencyLog.percentiles(histogram));
      }
    }
  }
}
