package anchorbench.report;

import java.util.HashMap;
import java.util.Map;

/** An engine has one colour in all charts, whichever others are there. */
final class EngineColours {
  private static final Map<String, String> COLOURS =
      Map.of(
          "reference", "#5470c6",
          "cpu", "#91cc75",
          "nd4j", "#fac858",
          "cuda", "#9a60b4",
          "pytorch", "#ee6666",
          "tensorflow", "#b37d4e",
          "ceiling", "#73c0de",
          "cuda:tf32", "#3ba272",
          "cuda:bf16", "#fc8452",
          "cpu:bf16", "#ea7ccc");

  private EngineColours() {}

  /** With a series' other settings; an engine that nobody knows takes what the chart gives it. */
  static Map<String, Object> with(String engine, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    String known = COLOURS.get(engine);
    if (known != null) {
      Map<String, Object> colour = Map.of("color", known);
      all.put("itemStyle", colour);
      all.put("lineStyle", colour);
    }
    return all;
  }
}
