package anchorbench.compare;

import anchorbench.compare.RowChange.Change;
import anchorbench.statistics.Holm;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Verdicts on rows, and whatever else can be said of a row that has no time on both sides. */
final class RowChanges {
  /** From here on a changed ceiling is worth a word beside the row. */
  private static final double CEILING_CHANGED = 0.1;

  private RowChanges() {}

  /**
   * One row for every key; p adjusted over all that have times on both sides.
   *
   * @param sameWork whether both sides did the same, so that their ceilings are one
   */
  static List<RowChange> of(
      Map<String, Side> before, Map<String, Side> after, boolean sameWork, double minEffect) {
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> paired =
        keys.stream()
            .filter(key -> Side.hasTimes(before.get(key)) && Side.hasTimes(after.get(key)))
            .filter(key -> after.get(key).differs == null)
            .toList();
    // Each bootstrap draws from a stream of its own, so that their order does not matter.
    List<LogRatio> ratios =
        paired.parallelStream()
            .map(key -> LogRatio.of(before.get(key).forks, after.get(key).forks))
            .toList();
    double[] adjusted = Holm.adjust(ratios.stream().mapToDouble(LogRatio::p).toArray());
    List<RowChange> rows = new ArrayList<>();
    for (String key : keys) {
      Side from = before.get(key);
      Side to = after.get(key);
      int at = paired.indexOf(key);
      if (at >= 0) {
        boolean machine = to.ceiling && sameWork;
        rows.add(
            new RowChange(
                key,
                to.ceiling,
                change(machine, ratios.get(at), adjusted[at], minEffect),
                from.mean(),
                to.mean(),
                ratios.get(at),
                adjusted[at],
                sameWork ? ceilings(from, to) : null));
      } else if (Side.hasTimes(from) || Side.hasTimes(to)) {
        rows.add(unpaired(key, from, to));
      }
    }
    return rows;
  }

  /** A ceiling beside the row that is not what it was, or null. */
  private static String ceilings(Side from, Side to) {
    double ratio = to.ceilingMicros / from.ceilingMicros;
    return ratio > 1 + CEILING_CHANGED || ratio < 1 / (1 + CEILING_CHANGED)
        ? String.format(Locale.ROOT, "its ceiling x %.2f", ratio)
        : null;
  }

  private static RowChange unpaired(String key, Side from, Side to) {
    Change change;
    String note;
    if (Side.hasTimes(from) && Side.hasTimes(to)) {
      change = Change.INCOMPARABLE;
      note = to.differs;
    } else if (Side.hasTimes(from)) {
      change = to != null && to.failed ? Change.FAILED : Change.MISSING;
      note = to == null ? "not in the contender" : to.reason;
    } else {
      change = Change.NEW;
      note = from == null ? "not in the baseline" : from.reason;
    }
    return new RowChange(
        key,
        (to == null ? from : to).ceiling,
        change,
        from == null ? Double.NaN : from.mean(),
        to == null ? Double.NaN : to.mean(),
        null,
        Double.NaN,
        note);
  }

  private static Change change(
      boolean machine, LogRatio ratio, double adjustedP, double minEffect) {
    boolean large = ratio.ratio() > 1 + minEffect || ratio.ratio() < 1 / (1 + minEffect);
    boolean ranksAgree = !(ratio.rankP() >= PairedDifference.LEVEL);
    if (adjustedP < PairedDifference.LEVEL && ranksAgree && large) {
      if (machine) {
        return Change.MACHINE;
      }
      return ratio.ratio() > 1 ? Change.SLOWER : Change.FASTER;
    }
    boolean within = ratio.high() < 1 + minEffect && ratio.low() > 1 / (1 + minEffect);
    return within ? Change.SAME : Change.UNDECIDED;
  }
}
