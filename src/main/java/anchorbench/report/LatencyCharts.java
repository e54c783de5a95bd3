package anchorbench.report;

import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.LatencyLog;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Percentiles of single steps: a chart for each piece of work that several engines did. */
final class LatencyCharts {
  private static final List<Double> PERCENTILES =
      List.of(1.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.99, 100.0);

  private static final int HIGH = 420;

  private LatencyCharts() {}

  /**
   * @param latencies by row
   */
  static List<Chart> of(
      EnginesOfRun engines, List<CaseTimes> works, Map<String, Histogram> latencies) {
    List<Chart> charts = new ArrayList<>();
    List<Series> alone = new ArrayList<>();
    for (CaseTimes work : works) {
      List<BenchmarkRow> recorded =
          work.rows().stream().filter(row -> latencies.containsKey(row.tag())).toList();
      List<Series> rows = new ArrayList<>();
      for (BenchmarkRow row : recorded) {
        boolean several = recorded.size() > 1;
        String name = several ? row.engine() : row.engine() + ", " + work.name();
        String colour = several ? engines.colour(row.engine()) : Palette.series(alone.size());
        (several ? rows : alone).add(line(name, colour, latencies.get(row.tag())));
      }
      if (!rows.isEmpty()) {
        charts.add(chart(charts.size(), work.name(), rows));
      }
    }
    if (!alone.isEmpty()) {
      charts.add(chart(charts.size(), "of one engine alone", alone).wide(HIGH));
    }
    return charts;
  }

  private static Series line(String name, String colour, Histogram nanos) {
    List<Double> micros =
        PERCENTILES.stream().map(percent -> LatencyLog.micros(nanos, percent)).toList();
    return new Series(
        name, "line", micros, Palette.with(colour, Map.of("symbol", "circle", "symbolSize", 5)));
  }

  private static Chart chart(int number, String name, List<Series> rows) {
    DecimalFormat format = new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return Chart.of(
        "latency-" + number,
        "Latency of single steps: " + name,
        Chart.names(
            PERCENTILES.stream().map(p -> p == 100 ? "max" : "p" + format.format(p)).toList()),
        Chart.logarithmic("us"),
        rows);
  }
}
