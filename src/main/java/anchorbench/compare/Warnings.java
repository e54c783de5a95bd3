package anchorbench.compare;

import anchorbench.engine.DeviceClocks;
import anchorbench.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What makes a comparison weak, each with its cure. */
final class Warnings {
  /** How far a card's clock may wander before times of it say little. */
  private static final double STEADY_CLOCK = 0.05;

  private Warnings() {}

  static List<String> of(
      List<RunRecord> baselines,
      RunRecord contender,
      Map<String, Side> before,
      Map<String, Side> after) {
    List<String> warnings = new ArrayList<>();
    boolean single =
        before.values().stream().anyMatch(side -> side.forks.size() == 1)
            || after.values().stream().anyMatch(side -> side.forks.size() == 1);
    if (single) {
      warnings.add(
          "rows of one fork: how much JVMs differ is unknown and taken as 15 %; run the preset full"
              + " or give several baselines");
    }
    for (RunRecord run : baselines) {
      if (run.build().commit().endsWith("-dirty")) {
        warnings.add("the baseline is of no commit (" + run.build().commit() + "); commit first");
      }
    }
    if (contender.build().commit().endsWith("-dirty")) {
      warnings.add("the contender is of no commit (" + contender.build().commit() + ")");
    }
    long noisy =
        after.values().stream()
            .filter(side -> side.forks.stream().anyMatch(Warnings::isNoisy))
            .count();
    if (noisy > 0) {
      warnings.add(
          "%d row(s) whose iterations differ by more than half: other load on the machine; run again"
              .formatted(noisy));
    }
    long wandering =
        Stream.concat(before.values().stream(), after.values().stream())
            .filter(Warnings::clocksWander)
            .count();
    if (wandering > 0) {
      warnings.add(
          "%d row(s) during which the card's clock changed by more than 5 %%: warm it up or lock its clocks"
              .formatted(wandering));
    }
    return warnings;
  }

  private static boolean clocksWander(Side side) {
    double least = side.clocks.stream().mapToDouble(DeviceClocks::coreMegahertz).min().orElse(1);
    double most = side.clocks.stream().mapToDouble(DeviceClocks::coreMegahertz).max().orElse(1);
    return most > (1 + STEADY_CLOCK) * least;
  }

  private static boolean isNoisy(List<Double> fork) {
    double least = fork.stream().mapToDouble(v -> v).min().orElse(1);
    double most = fork.stream().mapToDouble(v -> v).max().orElse(1);
    return most > 1.5 * least;
  }
}
