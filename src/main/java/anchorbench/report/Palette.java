package anchorbench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Colours that mean the same in every chart: an engine's, an arm's. Read on light and on dark. */
final class Palette {
  private static final Map<String, String> ENGINES =
      Map.ofEntries(
          Map.entry("reference", "#8d99a8"),
          Map.entry("cpu", "#1f9d74"),
          Map.entry("cpu:bf16", "#5fc8a0"),
          Map.entry("nd4j", "#c79a1c"),
          Map.entry("cuda", "#7a4fe0"),
          Map.entry("cuda:tf32", "#a487ef"),
          Map.entry("cuda:bf16", "#c9b5f7"),
          Map.entry("pytorch", "#d8523f"),
          // Python's modes are engines beside Java's binding, no precisions of it: another hue.
          Map.entry("pytorch:eager", "#3d7fd0"),
          Map.entry("pytorch:compile", "#1f4f96"),
          Map.entry("pytorch:graphs", "#35a7c4"),
          Map.entry("tensorflow", "#ee8f3a"));

  /** Of arms and of classes: ten, since that is how many classes most sets of this format have. */
  private static final List<String> SERIES =
      List.of(
          "#3d6fd6", "#dd6a2c", "#1f9d74", "#c4487e", "#7a4fe0", "#c79a1c", "#2aa3b5", "#8a5a3c",
          "#6fae2e", "#5b6b8c");

  /** What is neither an engine nor an arm. */
  static final String NEUTRAL = "#8d99a8";

  private Palette() {}

  /** A precision that has no colour of its own has its engine's. */
  static String engine(String name) {
    String known = name;
    while (!ENGINES.containsKey(known) && known.indexOf(':') >= 0) {
      known = known.substring(0, known.lastIndexOf(':'));
    }
    return ENGINES.getOrDefault(known, NEUTRAL);
  }

  static boolean knows(String engine) {
    return ENGINES.containsKey(engine);
  }

  /**
   * @param number of an arm in its protocol, or of a class
   */
  static String series(int number) {
    return SERIES.get(Math.floorMod(number, SERIES.size()));
  }

  /** A series' settings with its colour. */
  static Map<String, Object> with(String colour, Map<String, Object> settings) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("color", colour);
    all.putIfAbsent("itemStyle", Map.of("color", colour));
    return all;
  }
}
