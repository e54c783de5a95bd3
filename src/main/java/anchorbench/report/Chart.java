package anchorbench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chart as ECharts takes it.
 *
 * @param id of its element
 * @param title above it
 * @param option the chart
 * @param pixels how high it is
 * @param wide whether it takes the page's whole width
 */
record Chart(String id, String title, Map<String, Object> option, int pixels, boolean wide) {
  private static final int PIXELS = 320;
  private static final int AXIS_NAME_PIXELS = 28;
  private static final int FEW_NAMES = 6;

  /** A point of a line or cloud. */
  record Point(double x, double y) {
    List<Double> pair() {
      return List.of(x, y);
    }
  }

  /**
   * A named row of numbers, or of points.
   *
   * @param type of ECharts; {@code custom} is drawn by the page's own script, see {@link #drawn}
   */
  record Series(String name, String type, List<?> data, Map<String, Object> more) {

    /**
     * Marks that ECharts does not have.
     *
     * @param by the function of charts.js that draws one of them
     */
    static Series drawn(String name, String by, List<?> data, Map<String, Object> more) {
      Map<String, Object> settings = new LinkedHashMap<>(more);
      settings.put("renderItem", by);
      settings.putIfAbsent("silent", true);
      return new Series(name, "custom", data, settings);
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>(more);
      json.put("name", name);
      json.put("type", type);
      json.put("data", data);
      return json;
    }
  }

  /** An axis of numbers with its name in the middle. */
  static Map<String, Object> numbers(String name) {
    return axis("value", name);
  }

  static Map<String, Object> logarithmic(String name) {
    return axis("log", name);
  }

  private static Map<String, Object> axis(String type, String name) {
    Map<String, Object> axis = new LinkedHashMap<>();
    axis.put("type", type);
    axis.put("name", name);
    axis.put("nameLocation", "middle");
    axis.put("scale", true);
    return axis;
  }

  /** An axis of names. */
  static Map<String, Object> names(List<String> names) {
    Map<String, Object> axis = new LinkedHashMap<>();
    axis.put("type", "category");
    axis.put("data", names);
    if (names.size() <= FEW_NAMES) {
      // ECharts leaves out names that it finds too long; few names are to be read, all of them.
      axis.put("axisLabel", Map.of("interval", 0));
    }
    return axis;
  }

  static Chart of(
      String id, String title, Map<String, Object> x, Map<String, Object> y, List<Series> rows) {
    Map<String, Object> option = new LinkedHashMap<>();
    option.put("tooltip", Map.of("trigger", "item"));
    option.put("legend", legend(Map.of()));
    // Room for the axes' names, which ECharts does not reckon with; the page adds the legend's.
    option.put(
        "grid",
        Map.of(
            "left", 28, "right", 24, "top", AXIS_NAME_PIXELS, "bottom", 28, "containLabel", true));
    x.put("nameGap", 26);
    // Above the axis: beside it, long numbers would run into it.
    y.put("nameLocation", "end");
    y.put("nameGap", 10);
    option.put("xAxis", x);
    option.put("yAxis", y);
    List<Map<String, Object>> series = new ArrayList<>();
    rows.forEach(row -> series.add(row.json()));
    option.put("series", series);
    return new Chart(id, title, option, PIXELS, false);
  }

  Chart withId(String other) {
    return new Chart(other, title, option, pixels, wide);
  }

  Chart withHeight(int other) {
    return new Chart(id, title, option, other, wide);
  }

  /** The same over the page's whole width. */
  Chart wide(int high) {
    return new Chart(id, title, option, high, true);
  }

  /** The same, naming these series alone. */
  Chart withLegend(List<String> names) {
    Map<String, Object> other = new LinkedHashMap<>(option);
    other.put("legend", legend(Map.of("data", names)));
    return new Chart(id, title, other, pixels, wide);
  }

  /** The same without names of its series. */
  Chart withoutLegend() {
    Map<String, Object> other = new LinkedHashMap<>(option);
    other.put("legend", legend(Map.of("show", false)));
    return new Chart(id, title, other, pixels, wide);
  }

  private static Map<String, Object> legend(Map<String, Object> more) {
    Map<String, Object> legend = new LinkedHashMap<>(more);
    legend.put("top", 0);
    legend.put("itemWidth", 14);
    legend.put("itemHeight", 10);
    return legend;
  }

  /** Marks that the drawn chart must have, for those who check it. */
  int points() {
    int points = 0;
    for (Object series : (List<?>) option.get("series")) {
      points += ((List<?>) ((Map<?, ?>) series).get("data")).size();
    }
    return points;
  }
}
