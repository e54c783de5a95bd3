package anchorbench.check;

import java.util.ArrayList;
import java.util.List;

/** Counts what was computed again, and keeps what came out different. */
final class Findings {
  /** Sums in another order. */
  private static final double ROUNDING = 1e-9;

  private int checked;
  private final List<String> differences = new ArrayList<>();

  void same(String what, double stored, double computed) {
    same(what, stored, computed, ROUNDING);
  }

  /**
   * @param rounding as a share of the computed number
   */
  void same(String what, double stored, double computed, double rounding) {
    // Infinities and NaN have no distance from themselves.
    boolean equal = Double.compare(stored, computed) == 0;
    expect(
        equal || Math.abs(stored - computed) <= rounding * Math.abs(computed),
        "%s: stored %s, computed %s".formatted(what, stored, computed));
  }

  void same(String what, Object stored, Object computed) {
    expect(stored.equals(computed), "%s: stored %s, computed %s".formatted(what, stored, computed));
  }

  /**
   * @param otherwise the difference, if it does not hold
   */
  void expect(boolean holds, String otherwise) {
    checked++;
    if (!holds) {
      differences.add(otherwise);
    }
  }

  RunCheck result() {
    return new RunCheck(checked, List.copyOf(differences));
  }
}
