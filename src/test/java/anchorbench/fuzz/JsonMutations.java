package anchorbench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON that is still JSON, with a value that nobody wrote: too large, too deep, of another type.
 */
final class JsonMutations {
  /** A key, if there is one, and a value that is no object and no array. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?:\"(\\w+)\"\\s*:\\s*)?"
              + "(\"(?:[^\"\\\\]|\\\\.)*+\"|-?\\d[\\d.eE+-]*+|true|false|null)(?!\\s*:)");

  private static final List<String> STRANGE =
      List.of(
          "null",
          "true",
          "0",
          "-0.0",
          "-1",
          "2147483647",
          "2147483648",
          "-9223372036854775808",
          "99999999999999999999999999",
          "1e308",
          "1e999",
          "1e-320",
          "0.1",
          "\"NaN\"",
          "\"Infinity\"",
          "\"\"",
          "\"\\u0000\\u001b[2J\\n\\ud800\"",
          "\"../../etc/passwd\"",
          "\"mean:99999999999\"",
          "\"784-0-1048577\"",
          "\"x0\"",
          "[]",
          "{}",
          "[null]",
          "[[]]",
          "{\"a\": {\"b\": []}}");

  private record Place(int start, int end) {}

  private final String sound;

  /** By key: of the values of a record most are counts of histograms. */
  private final List<List<Place>> placesOfEachKey;

  JsonMutations(byte[] json) {
    sound = new String(json, StandardCharsets.UTF_8);
    Map<String, List<Place>> places = new TreeMap<>();
    Matcher values = VALUE.matcher(sound);
    while (values.find()) {
      String key = values.group(1) == null ? "" : values.group(1);
      places
          .computeIfAbsent(key, _ -> new ArrayList<>())
          .add(new Place(values.start(2), values.end(2)));
    }
    placesOfEachKey = List.copyOf(places.values());
  }

  byte[] next(SplittableRandom random) {
    Place place = any(any(placesOfEachKey, random), random);
    Place other = any(any(placesOfEachKey, random), random);
    String old = sound.substring(place.start, place.end);
    String value =
        switch (random.nextInt(8)) {
          case 0 -> sound.substring(other.start, other.end);
          case 1 -> "[".repeat(1 + random.nextInt(3)) + old + "]";
          case 2 -> nested(1 << random.nextInt(17), old);
          case 3 -> '"' + "x<&\u2028".repeat(1 << random.nextInt(15)) + '"';
          case 4 -> "9".repeat(1 << random.nextInt(12));
          default -> any(STRANGE, random);
        };
    String changed = sound.substring(0, place.start) + value + sound.substring(place.end);
    return changed.getBytes(StandardCharsets.UTF_8);
  }

  private static String nested(int deep, String value) {
    return "[".repeat(deep) + value + "]".repeat(deep);
  }

  private static <T> T any(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}
