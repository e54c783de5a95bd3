package anchorbench.source;

import anchorbench.data.Findings;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the cache knows of a listing of image files. Kept as {@link Properties}: to load a library
 * of JSON takes as long as listing 30,000 files.
 *
 * @param sha256 checksum of the content, by which its pixels are found
 */
record DecodedEntry(String sha256, List<String> classNames, Findings findings) {
  private static final String SHA256 = "sha256";
  private static final String CLASS = "class.";
  private static final String FORMAT = "format.";
  private static final String SIZE = "size.";
  private static final String NOTE = "note.";

  DecodedEntry {
    classNames = List.copyOf(classNames);
  }

  Properties properties() {
    Properties all = new Properties();
    all.setProperty(SHA256, sha256);
    put(all, CLASS, classNames);
    put(all, FORMAT, findings.formats());
    put(all, SIZE, findings.sizes());
    put(all, NOTE, findings.notes());
    return all;
  }

  /**
   * Null if parts of an entry are missing.
   *
   * @throws NumberFormatException if a count or a place in a list is no number
   */
  static DecodedEntry of(Properties all) {
    Findings findings = new Findings(counts(all, FORMAT), counts(all, SIZE), list(all, NOTE));
    List<String> classes = list(all, CLASS);
    String sha256 = all.getProperty(SHA256);
    return sha256 == null || classes.isEmpty() ? null : new DecodedEntry(sha256, classes, findings);
  }

  private static void put(Properties all, String prefix, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      all.setProperty(prefix + i, values.get(i));
    }
  }

  private static void put(Properties all, String prefix, Map<String, Integer> counts) {
    counts.forEach((name, count) -> all.setProperty(prefix + name, String.valueOf(count)));
  }

  private static List<String> list(Properties all, String prefix) {
    Map<Integer, String> values = new TreeMap<>();
    named(all, prefix).forEach((name, value) -> values.put(Integer.parseInt(name), value));
    return List.copyOf(values.values());
  }

  private static Map<String, Integer> counts(Properties all, String prefix) {
    Map<String, Integer> counts = new TreeMap<>();
    named(all, prefix).forEach((name, value) -> counts.put(name, Integer.parseInt(value)));
    return counts;
  }

  private static Map<String, String> named(Properties all, String prefix) {
    Map<String, String> found = new TreeMap<>();
    for (String key : all.stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        found.put(key.substring(prefix.length()), all.getProperty(key));
      }
    }
    return found;
  }
}
