package anchorbench.result;

import anchorbench.experiment.Comparison;
import anchorbench.experiment.Experiment;
import anchorbench.output.Json;
import anchorbench.result.BenchmarkRow.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * A record's derived numbers computed again: means of samples, comparisons of trials, and the
 * samples themselves against JMH's own file.
 *
 * @param checked how many
 * @param differences a line each
 */
public record RunCheck(int checked, List<String> differences) {
  /** Sums in another order. */
  private static final double ROUNDING = 1e-9;

  /** JMH's secondary result of a row with a ceiling measured beside it. */
  public static final String CEILING = "ceiling";

  /**
   * @param jmh contents of {@code jmh.json}, or null
   * @param latencies of {@code latency.hlog}, by row; empty where there is none
   */
  public static RunCheck of(RunRecord run, byte[] jmh, Map<String, Histogram> latencies) {
    Checker checker = new Checker();
    run.benchmarks().stream()
        .filter(row -> row.status() == Status.TIMED)
        .forEach(checker::benchmark);
    if (jmh != null) {
      checker.samples(run, jmh);
    }
    if (!latencies.isEmpty()) {
      checker.latencies(run, latencies);
    }
    if (run.experiment() != null) {
      checker.experiment(run.experiment());
    }
    return new RunCheck(checker.checked, List.copyOf(checker.differences));
  }

  private static final class Checker {
    private int checked;
    private final List<String> differences = new ArrayList<>();

    private void same(String what, double stored, double computed) {
      checked++;
      boolean bothNaN = Double.isNaN(stored) && Double.isNaN(computed);
      if (!bothNaN && !(Math.abs(stored - computed) <= ROUNDING * Math.abs(computed))) {
        differences.add("%s: stored %s, computed %s".formatted(what, stored, computed));
      }
    }

    private void same(String what, Object stored, Object computed) {
      checked++;
      if (!stored.equals(computed)) {
        differences.add("%s: stored %s, computed %s".formatted(what, stored, computed));
      }
    }

    private void benchmark(BenchmarkRow row) {
      same(row.kernel() + " " + row.parameters() + " mean", row.meanMicros(), mean(row.samples()));
    }

    private static double mean(List<List<Double>> forks) {
      return forks.stream().flatMap(List::stream).mapToDouble(v -> v).average().orElse(Double.NaN);
    }

    /** What of JMH's own file is read. */
    private record JmhRow(JmhMetric primaryMetric, Map<String, JmhMetric> secondaryMetrics) {
      /** Of the ceiling measured beside the row, NaN if there is none. */
      double ceiling() {
        JmhMetric beside = secondaryMetrics == null ? null : secondaryMetrics.get(CEILING);
        return beside == null || beside.rawData() == null ? Double.NaN : mean(beside.rawData());
      }
    }

    private record JmhMetric(List<List<Double>> rawData) {}

    private void samples(RunRecord run, byte[] jmh) {
      Map<List<List<Double>>, JmhRow> known = new HashMap<>();
      for (JmhRow row : Json.read("jmh.json", jmh, JmhRow[].class)) {
        if (row.primaryMetric() != null && row.primaryMetric().rawData() != null) {
          known.put(row.primaryMetric().rawData(), row);
        }
      }
      for (BenchmarkRow row : run.benchmarks()) {
        if (row.status() == Status.TIMED) {
          checked++;
          String name = row.kernel() + " " + row.parameters();
          JmhRow source = known.get(row.samples());
          if (source == null) {
            differences.add(name + ": its samples are not in jmh.json");
          } else if (!Double.isNaN(source.ceiling())) {
            same(name + " ceiling", row.ceilingMicros(), source.ceiling());
          }
        }
      }
    }

    private void latencies(RunRecord run, Map<String, Histogram> histograms) {
      for (BenchmarkRow row : run.benchmarks()) {
        if (row.latency() != null) {
          Histogram histogram = histograms.get(row.tag());
          if (histogram == null) {
            differences.add(row.tag() + ": its latencies are not in " + LatencyLog.FILE);
          } else {
            same(row.tag() + " latency", row.latency(), LatencyLog.percentiles(histogram));
          }
        }
      }
    }

    private void experiment(Experiment.Outcome outcome) {
      List<Comparison> again = Comparison.ofAll(outcome.protocol(), outcome.trials());
      same("number of comparisons", outcome.comparisons().size(), again.size());
      Map<String, Comparison> stored = new TreeMap<>();
      outcome.comparisons().forEach(each -> stored.put(each.arm(), each));
      for (Comparison computed : again) {
        Comparison found = stored.get(computed.arm());
        if (found == null || found.rows().size() != computed.rows().size()) {
          differences.add("comparison of " + computed.arm() + ": rows are missing");
          continue;
        }
        same("verdict on " + computed.arm(), found.verdict(), computed.verdict());
        same("p on " + computed.arm(), found.adjustedP(), computed.adjustedP());
        for (int i = 0; i < computed.rows().size(); i++) {
          row(computed.arm(), found.rows().get(i), computed.rows().get(i));
        }
      }
    }

    private void row(String arm, Comparison.Row stored, Comparison.Row computed) {
      String what = arm + ", " + computed.measure();
      same(what + ", name", stored.measure(), computed.measure());
      same(what + ", baseline", stored.baseline(), computed.baseline());
      same(what + ", arm", stored.arm(), computed.arm());
      same(what + ", difference", stored.difference().mean(), computed.difference().mean());
      same(what + ", low", stored.difference().low(), computed.difference().low());
      same(what + ", high", stored.difference().high(), computed.difference().high());
      same(what + ", p", stored.difference().p(), computed.difference().p());
    }
  }
}
