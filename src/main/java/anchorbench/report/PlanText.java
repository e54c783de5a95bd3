package anchorbench.report;

import anchorbench.experiment.Plan;
import anchorbench.output.TextTable;
import java.util.Locale;

/** A plan for the terminal. */
public final class PlanText {
  private static final double MINUTE = 60;

  private PlanText() {}

  /**
   * @param atOnce trials that run side by side
   */
  public static String of(Plan plan, int atOnce) {
    TextTable table =
        new TextTable(
            "arms",
            "difference, points",
            "sd of the pairs",
            "seeds",
            "minutes",
            "sd at most",
            "seeds",
            "minutes");
    for (Plan.Row row : plan.rows()) {
      table.row(
          row.arms().toString(),
          number("%.2f", 100 * row.difference()),
          number("%.2f", 100 * row.seeds().sd()),
          String.valueOf(row.seeds().pairs()),
          minutes(row, row.seeds().pairs(), atOnce),
          number("%.2f", 100 * row.seeds().sdLimit()),
          String.valueOf(row.seeds().pairsAtLimit()),
          minutes(row, row.seeds().pairsAtLimit(), atOnce));
    }
    return new Section(
            "Seeds that show a difference in four of five experiments, by a pilot of %s pairs"
                .formatted(plan.pilotSeeds()),
            table,
            "The pilot's standard deviation is an estimate; four of five pilots find one whose"
                + " limit, at most, is above the true one. Minutes are those of all arms' trials, %s"
                    .formatted(atOnce)
                + " at once, as long as the pilot's; tuning is not among them.")
        .toString();
  }

  private static String minutes(Plan.Row row, int seeds, int atOnce) {
    return number("%.1f", row.secondsPerSeed() * seeds / atOnce / MINUTE);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
