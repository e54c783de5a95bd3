package anchorbench.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An engine has one colour in all charts, whichever others are there. */
final class EngineColours {
  private static final List<String> ENGINES =
      List.of(
          "reference",
          "cpu",
          "nd4j",
          "cuda",
          "pytorch",
          "ceiling",
          "cuda:tf32",
          "cuda:bf16",
          "cpu:bf16");
  private static final List<String> COLOURS =
      List.of(
          "#5470c6", "#91cc75", "#fac858", "#9a60b4", "#ee6666", "#73c0de", "#3ba272", "#fc8452");

  private EngineColours() {}

  /** With a series' other settings; an engine that nobody knows takes what the chart gives it. */
  static Map<String, Object> with(String engine, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    int known = ENGINES.indexOf(engine);
    if (known >= 0) {
      Map<String, Object> colour = Map.of("color", COLOURS.get(known));
      all.put("itemStyle", colour);
      all.put("lineStyle", colour);
    }
    return all;
  }
}
