package anchorbench.output;

import java.nio.charset.CharsetEncoder;
import java.util.Map;

/**
 * What is written for a sign that an encoding lacks: the C locale, which containers start with, has
 * ASCII alone, and Java would write a question mark for everything else.
 */
final class AsciiForms {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String FOR_BARS = ".:-=+*#@";

  private static final Map<Integer, String> FORMS =
      Map.of(
          (int) '±', "+-", (int) '×', "x", (int) 'µ', "u", (int) '−', "-", (int) '–', "-",
          (int) '…', "...", (int) '→', "->");

  private AsciiForms() {}

  /** The text, with a form for what cannot be encoded; as Java and JSON escape it if none fits. */
  static String of(String text, CharsetEncoder encoder) {
    if (encoder.canEncode(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              String sign = Character.toString(point);
              plain.append(encoder.canEncode(sign) ? sign : form(point, sign));
            });
    return plain.toString();
  }

  private static String form(int point, String sign) {
    int bar = BARS.indexOf(point);
    if (bar >= 0) {
      return FOR_BARS.substring(bar, bar + 1);
    }
    return FORMS.getOrDefault(point, escaped(sign));
  }

  private static String escaped(String sign) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < sign.length(); i++) {
      text.append("\\u").append(Integer.toHexString(0x10000 | sign.charAt(i)).substring(1));
    }
    return text.toString();
  }
}
