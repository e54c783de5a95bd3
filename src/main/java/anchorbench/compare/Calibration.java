package anchorbench.compare;

import anchorbench.compare.RowChange.Change;
import anchorbench.result.BenchmarkRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a machine's noise does to {@code compare}: one thing measured many times, its forks split in
 * halves that differ in nothing, every way there is (an A/A test).
 *
 * @param splits ways to halve the forks
 * @param verdicts rows times splits
 * @param alarms of them that said FASTER, SLOWER or MACHINE, wrongly
 * @param detectable smallest change, as a share, that half the splits would show in four of five
 *     comparisons
 * @param largest change between two halves that nineteen of twenty splits stay below
 */
public record Calibration(int splits, int verdicts, int alarms, double detectable, double largest) {
  /** Below this there are too few ways to halve. */
  public static final int LEAST_FORKS = 6;

  /**
   * @param rows timed, with equally many forks, an even number from {@link #LEAST_FORKS} on
   * @param minEffect as for the comparisons that are to be judged
   */
  public static Calibration of(List<BenchmarkRow> rows, double minEffect) {
    int forks = rows.getFirst().samples().size();
    if (forks < LEAST_FORKS
        || forks % 2 != 0
        || rows.stream().anyMatch(row -> row.samples().size() != forks)) {
      throw new IllegalArgumentException(forks + " forks");
    }
    int splits = 0;
    int alarms = 0;
    List<Double> detectable = new ArrayList<>();
    List<Double> changes = new ArrayList<>();
    // Fork 0 is always in the first half: a split and its mirror image are one.
    for (int half = 1; half < 1 << forks; half += 2) {
      if (Integer.bitCount(half) != forks / 2) {
        continue;
      }
      splits++;
      for (RowChange change : RowChanges.of(side(rows, half), side(rows, ~half), true, minEffect)) {
        boolean alarm =
            EnumSet.of(Change.FASTER, Change.SLOWER, Change.MACHINE).contains(change.change());
        alarms += alarm ? 1 : 0;
        detectable.add(change.ratio().detectable());
        changes.add(Math.expm1(Math.abs(Math.log(change.ratio().ratio()))));
      }
    }
    return new Calibration(
        splits, changes.size(), alarms, quantile(detectable, 0.5), quantile(changes, 0.95));
  }

  private static Map<String, SampleGroup> side(List<BenchmarkRow> rows, int half) {
    Map<String, SampleGroup> sides = new LinkedHashMap<>();
    for (int r = 0; r < rows.size(); r++) {
      SampleGroup side = new SampleGroup();
      for (int fork = 0; fork < rows.get(r).samples().size(); fork++) {
        if ((half >> fork & 1) == 1) {
          side.forks.add(rows.get(r).samples().get(fork));
        }
      }
      sides.put("row " + r, side);
    }
    return sides;
  }

  private static double quantile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /** Share of verdicts that were false alarms. */
  public double falseAlarmRate() {
    return (double) alarms / verdicts;
  }
}
