package anchorbench.report;

import anchorbench.report.Chart.Series;
import anchorbench.result.BenchmarkRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One kernel's times: a block of bars for each piece of work, the fastest engine first, and across
 * the block a line where the machine's own limit is.
 */
final class KernelChart {
  private static final int LINE = 21;
  private static final int FRAME = 70;

  private final EnginesOfRun engines;
  private final List<String> names = new ArrayList<>();
  private final List<Object> bars = new ArrayList<>();
  private final List<Object> intervals = new ArrayList<>();
  private final List<Object> captions = new ArrayList<>();
  private final List<Object> peaks = new ArrayList<>();
  private final List<Object> headings = new ArrayList<>();
  private double least = Double.MAX_VALUE;
  private double most;

  private KernelChart(EnginesOfRun engines) {
    this.engines = engines;
  }

  /**
   * @param works of one kernel, at least one
   */
  static Chart of(EnginesOfRun engines, int number, List<CaseTimes> works) {
    KernelChart chart = new KernelChart(engines);
    works.forEach(chart::add);
    return chart.chart(number, RowName.title(works.getFirst().kernel()));
  }

  private void add(CaseTimes work) {
    headings.add(Map.of("value", List.of(names.size()), "name", work.name()));
    names.add("");
    bars.add("-");
    int first = names.size();
    for (BenchmarkRow row : work.rows()) {
      bar(work, row);
    }
    if (!Double.isNaN(work.peakMicros())) {
      peaks.add(List.of(work.peakMicros(), first, names.size() - 1));
      least = Math.min(least, work.peakMicros());
    }
  }

  private void bar(CaseTimes work, BenchmarkRow row) {
    String text = Micros.text(row.meanMicros()) + " us";
    if (work.rows().size() > 1 && !row.equals(work.fastest())) {
      text += "  " + Micros.times(work.timesFastest(row));
    }
    Map<String, Object> bar = new LinkedHashMap<>();
    bar.put("value", row.meanMicros());
    bar.put("itemStyle", Map.of("color", engines.colour(row.engine())));
    double high = row.meanMicros();
    if (row.errorMicros() > 0) {
      // A mean less its interval may fall below 0, which a logarithm has no place for.
      double low = Math.max(row.meanMicros() - row.errorMicros(), row.meanMicros() / 10);
      high = row.meanMicros() + row.errorMicros();
      intervals.add(List.of(low, high, names.size(), 0));
    }
    captions.add(Map.of("value", List.of(high, names.size()), "name", text));
    bars.add(bar);
    names.add(row.engine());
    least = Math.min(least, row.meanMicros());
    most = Math.max(most, high);
  }

  private Chart chart(int number, String title) {
    List<Series> series = new ArrayList<>();
    series.add(new Series("mean time", "bar", bars, Map.of("barWidth", "70%")));
    series.add(
        Series.drawn(
            "99.9 % interval",
            "whisker",
            intervals,
            Map.of("color", "muted", "encode", Map.of("x", List.of(0, 1), "y", 2), "clip", true)));
    series.add(
        Series.drawn("peak", "limit", peaks, drawnIn("ink", Map.of("x", 0, "y", List.of(1, 2)))));
    series.add(
        Series.drawn("time in words", "caption", captions, drawnIn("ink", Map.of("x", 0, "y", 1))));
    series.add(Series.drawn("work", "heading", headings, drawnIn("ink", Map.of("y", 0))));
    Map<String, Object> x = Chart.logarithmic("microseconds, logarithmic");
    x.put("min", Math.pow(10, Math.floor(Math.log10(least / 1.5))));
    x.put("max", most);
    x.put("axisLabel", Map.of("showMaxLabel", false));
    Map<String, Object> y = Chart.names(names);
    y.put("inverse", true);
    y.put("axisLabel", Map.of("interval", 0));
    y.put("axisTick", Map.of("show", false));
    return Chart.of(
            "kernel-" + number,
            title
                + ": time per operation; the line across a block is the peak, measured on this"
                + " machine",
            x,
            y,
            series)
        .withoutLegend()
        .wide(FRAME + LINE * names.size());
  }

  private static Map<String, Object> drawnIn(String colour, Map<String, Object> encode) {
    return Map.of("color", colour, "encode", encode);
  }
}
