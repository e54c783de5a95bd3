package anchorbench.report;

import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.BenchmarkRow.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The benchmark's pictures: a kernel each, engines beside the machine's ceiling. */
final class BenchmarkCharts {
  private BenchmarkCharts() {}

  static List<Chart> of(List<BenchmarkRow> rows) {
    Map<String, List<BenchmarkRow>> kernels = new LinkedHashMap<>();
    for (BenchmarkRow row : rows) {
      if (row.status() == Status.TIMED) {
        kernels.computeIfAbsent(row.kernel(), k -> new ArrayList<>()).add(row);
      }
    }
    List<Chart> charts = new ArrayList<>();
    kernels.forEach((kernel, timed) -> charts.add(kernel(charts.size(), kernel, timed)));
    return charts;
  }

  private static Chart kernel(int number, String kernel, List<BenchmarkRow> rows) {
    List<String> works =
        new ArrayList<>(new LinkedHashSet<>(rows.stream().map(BenchmarkCharts::work).toList()));
    Set<String> engines =
        rows.stream()
            .map(BenchmarkRow::engine)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Series> series = new ArrayList<>();
    for (String engine : engines) {
      List<Object> values = new ArrayList<>();
      for (String work : works) {
        values.add(
            rows.stream()
                .filter(row -> row.engine().equals(engine) && work(row).equals(work))
                .<Object>map(BenchmarkRow::meanMicros)
                .findFirst()
                .orElse("-"));
      }
      series.add(new Series(engine, "bar", values));
    }
    Chart chart =
        Chart.byName(
            "kernel-" + number, kernel + ": microseconds, logarithmic", works, "us", series);
    chart.option().put("yAxis", Map.of("type", "log", "name", "us"));
    return chart;
  }

  private static String work(BenchmarkRow row) {
    return row.parameters().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("engine"))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(" "));
  }
}
