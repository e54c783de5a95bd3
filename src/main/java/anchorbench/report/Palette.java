package anchorbench.report;

import anchorbench.device.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Colours for light and for dark. */
final class Palette {
  /** Greens, earths and blues for processors, violets and reds for cards. */
  private static final Map<Device.Kind, List<String>> ENGINES =
      Map.of(
          Device.Kind.PROCESSOR,
          List.of(
              "#1f9d74", "#5fc8a0", "#c79a1c", "#d8523f", "#ee8f3a", "#3d7fd0", "#1f4f96",
              "#35a7c4", "#7d8f2f"),
          Device.Kind.CARD,
          List.of("#7a4fe0", "#a487ef", "#c9b5f7", "#c4487e", "#e58fb5", "#8a5a3c"));

  /** Of arms and of classes: ten, since that is how many classes most sets of this format have. */
  private static final List<String> SERIES =
      List.of(
          "#3d6fd6", "#dd6a2c", "#1f9d74", "#c4487e", "#7a4fe0", "#c79a1c", "#2aa3b5", "#8a5a3c",
          "#6fae2e", "#5b6b8c");

  /** What is neither an engine nor an arm. */
  static final String NEUTRAL = "#8d99a8";

  private Palette() {}

  /**
   * @param number of an engine among those on devices of its kind
   */
  static String engine(Device.Kind device, int number) {
    List<String> colours = ENGINES.get(device);
    return colours.get(Math.floorMod(number, colours.size()));
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
