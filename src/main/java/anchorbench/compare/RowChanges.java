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
  /** From here on a changed peak is worth a word beside the row. */
  private static final double PEAK_CHANGED = 0.1;

  private RowChanges() {}

  /**
   * One row for every key; p adjusted over all that have times on both sides.
   *
   * @param sameWork whether both sides did the same, so that their peaks are one
   */
  static List<RowChange> of(
      Map<String, SampleGroup> before,
      Map<String, SampleGroup> after,
      boolean sameWork,
      double minEffect) {
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> paired =
        keys.stream()
            .filter(
                key ->
                    SampleGroup.hasTimes(before.get(key)) && SampleGroup.hasTimes(after.get(key)))
            .filter(key -> after.get(key).differs == null)
            .toList();
    Evidence evidence = new Evidence(paired.size(), minEffect);
    List<ForkDifference> differences =
        ForkDifferences.moderated(
            paired.stream()
                .map(key -> ForkDifference.of(before.get(key).forks, after.get(key).forks))
                .toList());
    List<LogRatio> ratios = new ArrayList<>();
    for (int i = 0; i < paired.size(); i++) {
      double rankP =
          LogRatio.rankP(before.get(paired.get(i)).forks, after.get(paired.get(i)).forks);
      ratios.add(LogRatio.of(differences.get(i), rankP, evidence));
    }
    double[] changed = Holm.adjust(ratios.stream().mapToDouble(LogRatio::p).toArray());
    double[] same = Holm.adjust(ratios.stream().mapToDouble(LogRatio::sameP).toArray());
    List<RowChange> rows = new ArrayList<>();
    for (String key : keys) {
      SampleGroup from = before.get(key);
      SampleGroup to = after.get(key);
      int at = paired.indexOf(key);
      if (at >= 0) {
        boolean machine = to.peak && sameWork;
        Change change = change(machine, ratios.get(at), changed[at], same[at], minEffect);
        rows.add(
            new RowChange(
                key,
                to.peak,
                change,
                from.mean(),
                to.mean(),
                ratios.get(at),
                changed[at],
                change == Change.UNDECIDED ? evidence.toDecide(differences.get(at)) : null,
                sameWork ? peaks(from, to) : null));
      } else if (SampleGroup.hasTimes(from) || SampleGroup.hasTimes(to)) {
        rows.add(unpaired(key, from, to));
      }
    }
    return rows;
  }

  /** A peak beside the row that is not what it was, or null. */
  private static String peaks(SampleGroup from, SampleGroup to) {
    double ratio = to.peakMicros / from.peakMicros;
    return ratio > 1 + PEAK_CHANGED || ratio < 1 / (1 + PEAK_CHANGED)
        ? String.format(Locale.ROOT, "its peak took %.2fx the time", ratio)
        : null;
  }

  private static RowChange unpaired(String key, SampleGroup from, SampleGroup to) {
    Change change;
    String note;
    if (SampleGroup.hasTimes(from) && SampleGroup.hasTimes(to)) {
      change = Change.INCOMPARABLE;
      note = to.differs;
    } else if (SampleGroup.hasTimes(from)) {
      change = to != null && to.failed ? Change.FAILED : Change.MISSING;
      note = to == null ? "not in the contender" : to.reason;
    } else {
      change = Change.NEW;
      note = from == null ? "not in the baseline" : from.reason;
    }
    return new RowChange(
        key,
        (to == null ? from : to).peak,
        change,
        from == null ? Double.NaN : from.mean(),
        to == null ? Double.NaN : to.mean(),
        null,
        Double.NaN,
        null,
        note);
  }

  private static Change change(
      boolean machine, LogRatio ratio, double changed, double same, double minEffect) {
    boolean large = ratio.ratio() > 1 + minEffect || ratio.ratio() < 1 / (1 + minEffect);
    boolean ranksAgree = !(ratio.rankP() >= PairedDifference.LEVEL);
    if (changed < PairedDifference.LEVEL && ranksAgree && large) {
      if (machine) {
        return Change.MACHINE;
      }
      return ratio.ratio() > 1 ? Change.SLOWER : Change.FASTER;
    }
    return same < PairedDifference.LEVEL ? Change.SAME : Change.UNDECIDED;
  }
}
