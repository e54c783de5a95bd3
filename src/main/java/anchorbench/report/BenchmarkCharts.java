package anchorbench.report;

import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The benchmark's pictures, in the order of the questions that they answer. */
final class BenchmarkCharts {
  private BenchmarkCharts() {}

  static List<Figures> of(
      EnginesOfRun engines, List<BenchmarkRow> rows, Map<String, Histogram> latencies) {
    List<CaseTimes> works = CaseTimes.of(engines, rows);
    Map<String, List<CaseTimes>> kernels = new LinkedHashMap<>();
    works.forEach(work -> kernels.computeIfAbsent(work.kernel(), k -> new ArrayList<>()).add(work));
    List<Chart> times = new ArrayList<>();
    kernels.values().forEach(each -> times.add(KernelChart.of(engines, times.size(), each)));
    List<Chart> limits = new ArrayList<>();
    Chart roofline =
        Roofline.of(engines, rows.stream().filter(r -> r.status() == Status.TIMED).toList());
    if (roofline != null) {
      limits.add(roofline);
    }
    limits.addAll(ThroughputCharts.of(engines, rows));
    List<Figures> figures = new ArrayList<>();
    figures.add(
        new Figures(
            "Speed by engine",
            "Bars are means, whiskers JMH's 99.9 % intervals. Compare within a block.",
            times));
    figures.add(
        new Figures(
            "Distance from the machine's peak",
            "The roofs are peaks measured in this run: the fastest reading or copying, and the"
                + " fastest matrix products of a step alone.",
            limits));
    figures.add(
        new Figures(
            "Latency of single steps",
            "Times of single steps, from the latency log.",
            LatencyCharts.of(engines, works, latencies)));
    figures.removeIf(each -> each.charts().isEmpty());
    return figures;
  }
}
