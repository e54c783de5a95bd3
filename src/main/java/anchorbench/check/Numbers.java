package anchorbench.check;

import anchorbench.output.Json;
import java.util.List;
import java.util.Map;

/** Every number of two records of one kind, by its name. */
final class Numbers {
  private final Findings findings;

  Numbers(Findings findings) {
    this.findings = findings;
  }

  /**
   * @param stored may be null, as may be the other
   */
  void same(String what, Record stored, Record computed) {
    if (stored == null || computed == null) {
      findings.same(what + ", is there", stored != null, computed != null);
    } else {
      same(what, Json.settings(stored), Json.settings(computed));
    }
  }

  void same(String what, Object stored, Object computed) {
    if (stored instanceof Map<?, ?> one && computed instanceof Map<?, ?> other) {
      findings.same(what + ", parts", one.keySet(), other.keySet());
      other.forEach((key, value) -> same(what + ", " + key, one.get(key), value));
    } else if (stored instanceof List<?> one && computed instanceof List<?> other) {
      findings.same(what + ", length", one.size(), other.size());
      for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
        same(what + " " + i, one.get(i), other.get(i));
      }
    } else if (stored instanceof Number one && computed instanceof Number other) {
      findings.same(what, one.doubleValue(), other.doubleValue());
    } else {
      findings.same(what, String.valueOf(stored), String.valueOf(computed));
    }
  }
}
