package anchorbench.compare;

import anchorbench.compare.RowChange.Change;
import anchorbench.compare.RunComparison.Worse;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * How often {@code compare} is wrong, and what it sees, on a machine whose noise is known. Three
 * kinds of comparisons are simulated, as many of each: nothing changed; every row slower by just
 * the smallest effect of interest; one row slower by a tenth and one by a fifth.
 *
 * @param exits share of unchanged comparisons with exit code 1
 * @param alarms share of unchanged comparisons with any FASTER or SLOWER
 * @param wrongSames share of changed comparisons with any SAME
 * @param sames share of unchanged rows that are SAME
 * @param tenths share of rows slower by a tenth that are SLOWER
 * @param fifths likewise, by a fifth
 */
public record FalseAlarms(
    String noise,
    int forks,
    int comparisons,
    double exits,
    double alarms,
    double wrongSames,
    double sames,
    double tenths,
    double fifths) {

  /**
   * @param forks of either side
   * @param comparisons of each kind
   * @param minEffect as for the comparisons that are to be judged
   */
  static FalseAlarms of(
      SimulatedNoise noise, int forks, int comparisons, double minEffect, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int exits = 0;
    int alarms = 0;
    int wrongSames = 0;
    long sames = 0;
    int tenths = 0;
    int fifths = 0;
    for (int c = 0; c < comparisons; c++) {
      RunComparison unchanged = comparison(noise, forks, row -> 1, minEffect, random);
      exits += unchanged.isWorse(EnumSet.allOf(Worse.class)) ? 1 : 0;
      alarms += count(unchanged, Change.SLOWER) + count(unchanged, Change.FASTER) > 0 ? 1 : 0;
      sames += count(unchanged, Change.SAME);
      RunComparison changed = comparison(noise, forks, row -> 1 + minEffect, minEffect, random);
      wrongSames += count(changed, Change.SAME) > 0 ? 1 : 0;
      RunComparison two = comparison(noise, forks, FalseAlarms::twoRows, minEffect, random);
      tenths += two.rows().get(0).change() == Change.SLOWER ? 1 : 0;
      fifths += two.rows().get(1).change() == Change.SLOWER ? 1 : 0;
    }
    double all = comparisons;
    return new FalseAlarms(
        noise.name(),
        forks,
        comparisons,
        exits / all,
        alarms / all,
        wrongSames / all,
        sames / (all * SimulatedNoise.ROWS),
        tenths / all,
        fifths / all);
  }

  private static double twoRows(int row) {
    return row == 0 ? 1.1 : row == 1 ? 1.2 : 1;
  }

  private static RunComparison comparison(
      SimulatedNoise noise,
      int forks,
      IntToDoubleFunction factor,
      double minEffect,
      SplittableRandom random) {
    Map<String, SampleGroup> before = new LinkedHashMap<>();
    Map<String, SampleGroup> after = new LinkedHashMap<>();
    for (int row = 0; row < SimulatedNoise.ROWS; row++) {
      SampleGroup from = new SampleGroup();
      from.forks.addAll(noise.times(row, forks, 1, random));
      before.put("row " + row, from);
      SampleGroup to = new SampleGroup();
      to.forks.addAll(noise.times(row, forks, factor.applyAsDouble(row), random));
      after.put("row " + row, to);
    }
    List<RowChange> rows = RowChanges.of(before, after, true, minEffect);
    return new RunComparison("simulated", "simulated", rows, List.of(), List.of());
  }

  private static long count(RunComparison comparison, Change change) {
    return comparison.rows().stream().filter(row -> row.change() == change).count();
  }
}
