package anchorbench.report;

import anchorbench.result.BenchmarkRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What was timed, in words; an engine and the peak of its work have the same. */
final class RowName {
  private static final String PEAK = "-ceiling";

  /** Who did the work, not what it was. */
  private static final Set<String> WHO = Set.of("engine", "device", "card");

  /** What {@link #work} has words for, or leaves out because all rows of a kernel have it alike. */
  private static final Set<String> WORDED =
      Set.of("anchors", "batch", "network", "trials", "steps", "perClass", "active", "images");

  private RowName() {}

  /** Without who did it and, for a peak, without that word. */
  static String kernel(BenchmarkRow row) {
    return row.kernel().replace(PEAK, "");
  }

  /** E.g. {@code Training step}. */
  static String title(String kernel) {
    String words = kernel.replace('-', ' ');
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /**
   * E.g. {@code random anchors, batch 128, 784-128-128-64}. A parameter without words of its own
   * has its name before it, e.g. {@code batch 128, width 7}; where there are no others, its value.
   */
  static String work(BenchmarkRow row) {
    return work(row.parameters());
  }

  static String work(Map<String, String> parameters) {
    List<String> words = new ArrayList<>();
    add(words, "%s anchors", parameters.get("anchors"));
    add(words, "batch %s", parameters.get("batch"));
    add(words, "%s", parameters.get("network"));
    add(words, "trials at once: %s", parameters.get("trials"));
    String perClass = parameters.get("perClass");
    add(words, "all".equals(perClass) ? "%s images" : "%s images per class", perClass);
    // Every triplet active, one data set: what is usual goes without saying.
    if ("trained".equals(parameters.get("active"))) {
      words.add("trained network");
    }
    String images = parameters.getOrDefault("images", "x1");
    if (!images.equals("x1")) {
      words.add((images.startsWith("x") ? "images " : "images of ") + images);
    }
    if (words.isEmpty()) {
      return parameters.entrySet().stream()
          .filter(entry -> !WHO.contains(entry.getKey()))
          .map(Map.Entry::getValue)
          .collect(Collectors.joining(" "));
    }
    parameters.forEach(
        (name, value) -> {
          if (!WORDED.contains(name) && !WHO.contains(name)) {
            words.add(name + " " + value);
          }
        });
    return String.join(", ", words);
  }

  /** A parameter that counts something; empty where the row has none, or no such number. */
  static OptionalInt count(BenchmarkRow row, String parameter) {
    String value = row.parameters().getOrDefault(parameter, "");
    return value.matches("[1-9][0-9]{0,8}")
        ? OptionalInt.of(Integer.parseInt(value))
        : OptionalInt.empty();
  }

  private static void add(List<String> words, String format, String value) {
    if (value != null) {
      words.add(format.formatted(value));
    }
  }
}
