package anchorbench.report;

import anchorbench.report.Chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values with their intervals across, and a line where there is no difference (a forest plot). */
final class IntervalSeries {
  private final String name;
  private final String colour;
  private final double none;
  private final double offset;
  private final List<Object> dots = new ArrayList<>();
  private final List<Object> intervals = new ArrayList<>();

  /**
   * @param none where there is no difference
   * @param offset pixels by which the series lies beside the middle of its rows
   */
  IntervalSeries(String name, String colour, double none, double offset) {
    this.name = name;
    this.colour = colour;
    this.none = none;
    this.offset = offset;
  }

  /**
   * @param low end of the interval; NaN if there is none
   */
  void add(int row, double value, double low, double high) {
    dots.add(List.of(value, row));
    addWhisker(row, low, high);
  }

  /**
   * @param label what the point is
   * @param height where on an axis of numbers
   * @param low end of the interval; NaN if there is none
   */
  void add(String label, double height, double value, double low, double high) {
    dots.add(Map.of("name", label, "value", List.of(value, height)));
    addWhisker(height, low, high);
  }

  private void addWhisker(Number height, double low, double high) {
    if (!Double.isNaN(low)) {
      intervals.add(List.of(low, high, height, offset));
    }
  }

  /** The dots, and the whiskers behind them. */
  List<Series> series() {
    Map<String, Object> line =
        Map.of(
            "symbol",
            "none",
            "silent",
            true,
            "label",
            Map.of("show", false),
            "lineStyle",
            Map.of("color", "ink", "type", "solid", "width", 1),
            "data",
            List.of(Map.of("xAxis", none)));
    return List.of(
        new Series(
            name,
            "scatter",
            dots,
            Palette.with(
                colour,
                Map.of("symbolSize", 9, "symbolOffset", List.of(0, offset), "markLine", line))),
        Series.drawn(
            name,
            "whisker",
            intervals,
            Palette.with(colour, Map.of("encode", Map.of("x", List.of(0, 1), "y", 2)))));
  }
}
