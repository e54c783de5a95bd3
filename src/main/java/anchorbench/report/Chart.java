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
 */
record Chart(String id, String title, Map<String, Object> option) {
  private static final int FEW_NAMES = 4;
  private static final int NAME_PIXELS = 85;

  /** A point of a line or cloud. */
  record Point(double x, double y) {
    List<Double> pair() {
      return List.of(x, y);
    }
  }

  /** A named row of numbers, or of points. */
  record Series(String name, String type, List<?> data, Map<String, Object> more) {
    Series(String name, String type, List<?> data) {
      this(name, type, data, Map.of());
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("type", type);
      json.put("data", data);
      json.put("animation", false);
      json.putAll(more);
      return json;
    }
  }

  /** Named things along x. */
  static Chart byName(String id, String title, List<String> names, String unit, List<Series> rows) {
    Map<String, Object> x = new LinkedHashMap<>(Map.of("type", "category", "data", names));
    if (names.size() <= FEW_NAMES) {
      // ECharts leaves out names that it finds too long; few names are to be read, all of them.
      x.put(
          "axisLabel",
          Map.of("interval", 0, "width", NAME_PIXELS, "overflow", "break", "lineHeight", 14));
    }
    return of(id, title, x, unit, rows);
  }

  /** Numbers along x. */
  static Chart byNumber(String id, String title, String xName, String unit, List<Series> rows) {
    return of(
        id,
        title,
        Map.of("type", "value", "name", xName, "nameLocation", "middle", "nameGap", 26),
        unit,
        rows);
  }

  private static Chart of(
      String id, String title, Map<String, Object> x, String unit, List<Series> rows) {
    Map<String, Object> option = new LinkedHashMap<>();
    option.put("tooltip", Map.of("trigger", "item"));
    option.put("legend", Map.of("type", "scroll", "top", 0));
    option.put("grid", Map.of("left", 60, "right", 20, "top", 56, "bottom", 50));
    option.put("xAxis", x);
    option.put("yAxis", Map.of("type", "value", "name", unit, "scale", true));
    List<Map<String, Object>> series = new ArrayList<>();
    rows.forEach(row -> series.add(row.json()));
    option.put("series", series);
    return new Chart(id, title, option);
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
