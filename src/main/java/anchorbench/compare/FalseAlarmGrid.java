package anchorbench.compare;

import anchorbench.output.TextTable;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** {@link FalseAlarms} for every number of forks and every noise that one may meet. */
public final class FalseAlarmGrid {
  private static final int LEAST_FORKS = 2;
  private static final int MOST_FORKS = 10;
  private static final long SEED = 1;

  private static final List<SimulatedNoise> NOISES =
      List.of(
          SimulatedNoise.even("1 %", 0.01),
          SimulatedNoise.even("3 %", 0.03),
          SimulatedNoise.even("5 %", 0.05),
          SimulatedNoise.even("10 %", 0.1),
          SimulatedNoise.mixed("1 to 10 %", 0.01, 0.1),
          SimulatedNoise.oneLoud("1 %, one row 10 %", 0.01, 0.1),
          SimulatedNoise.even("", 0.03).withSlowIterations("3 %, slow iterations", 0.05));

  private FalseAlarmGrid() {}

  /**
   * Prints the grid as it is reckoned, a table for each number of forks.
   *
   * @param comparisons of each kind in each cell
   */
  public static void print(int comparisons, double minEffect, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%d simulated comparisons of %d rows per cell, --min-effect %.1f%%, seed %d; a share of 5"
            + " %% is known to +-%.1f points%n",
        comparisons,
        SimulatedNoise.ROWS,
        100 * minEffect,
        SEED,
        196 * Math.sqrt(0.05 * 0.95 / comparisons));
    for (int forks = LEAST_FORKS; forks <= MOST_FORKS; forks++) {
      TextTable table =
          new TextTable(
              "forks", "spread", "exit 1", "any alarm", "wrong SAME", "SAME", "+10 %", "+20 %");
      for (SimulatedNoise noise : NOISES) {
        FalseAlarms found = FalseAlarms.of(noise, forks, comparisons, minEffect, SEED);
        table.row(
            String.valueOf(forks),
            noise.name(),
            percent(found.exits()),
            percent(found.alarms()),
            percent(found.wrongSames()),
            percent(found.sames()),
            percent(found.tenths()),
            percent(found.fifths()));
      }
      out.print(table);
    }
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }
}
