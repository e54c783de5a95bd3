package anchorbench.compare;

import anchorbench.device.DeviceClocks;
import anchorbench.result.RunRecord;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** What makes times and comparisons weak, each with its cure. */
public final class Warnings {
  /** How far a card's clock may wander before times of it say little. */
  private static final double STEADY_CLOCK = 0.05;

  /** More rows than these are counted, not named. */
  private static final int NAMED = 3;

  private Warnings() {}

  /** Of one run by itself. */
  public static List<String> of(RunRecord run) {
    List<String> warnings = new ArrayList<>();
    commits("this run", run, warnings);
    rows(PairedSamples.ofRuns(List.of(), run).after(), warnings);
    return warnings;
  }

  static List<String> of(
      List<RunRecord> baselines,
      RunRecord contender,
      PairedSamples sides,
      List<RowChange> changes,
      List<TrialChange> trials) {
    List<String> warnings = new ArrayList<>();
    for (RunRecord run : baselines) {
      commits("the baseline", run, warnings);
    }
    if (!baselines.contains(contender)) {
      commits("the contender", contender, warnings);
    }
    Map<String, SampleGroup> both = new LinkedHashMap<>();
    sides.before().forEach((key, side) -> both.put(key + " (baseline)", side));
    sides.after().forEach((key, side) -> both.put(key + " (contender)", side));
    rows(both, warnings);
    undecided(changes, warnings);
    if (sides.unpaired() > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d row(s) with only one of the values are left out: nothing to compare them with",
              sides.unpaired()));
    }
    seeds(trials, warnings);
    return warnings;
  }

  private static void undecided(List<RowChange> changes, List<String> warnings) {
    List<MoreForks> needed =
        changes.stream()
            .map(RowChange::moreForks)
            .filter(Objects::nonNull)
            .sorted(Comparator.comparingInt(MoreForks::forks))
            .toList();
    if (needed.isEmpty()) {
      return;
    }
    MoreForks half = needed.get((needed.size() - 1) / 2);
    warnings.add(
        String.format(
                Locale.ROOT,
                "%d row(s) are undecided: %s forks per side would decide half of them, %s all; run",
                needed.size(),
                half.count(),
                needed.getLast().count())
            + (half.forks() > MoreForks.MANY
                ? " on a quieter machine, or raise --min-effect"
                : " both sides with bench --forks " + half.forks()));
  }

  /** The sign-flip test of n pairs has 2^n outcomes: below some n nothing can be shown. */
  private static void seeds(List<TrialChange> trials, List<String> warnings) {
    int pairs = trials.stream().mapToInt(t -> t.difference().pairs()).min().orElse(0);
    boolean open = trials.stream().anyMatch(t -> t.change() == TrialChange.Change.UNDECIDED);
    int needed = pairs;
    while (trials.size() * Math.pow(2, 1.0 - needed) >= PairedDifference.LEVEL) {
      needed++;
    }
    if (open && needed > pairs) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%d paired seed(s) cannot decide %d measures at once; experiments with %d could",
              pairs,
              trials.size(),
              needed));
    }
  }

  private static void commits(String who, RunRecord run, List<String> warnings) {
    if (run.build().commit().endsWith("-dirty")) {
      warnings.add(
          "%s was built from uncommitted files (%s), which nobody can build again: commit first"
              .formatted(who, run.build().commit()));
    }
  }

  private static void rows(Map<String, SampleGroup> sides, List<String> warnings) {
    if (sides.values().stream().anyMatch(side -> side.forks.size() == 1)) {
      warnings.add(
          "rows with one fork: how much JVMs differ is unknown and assumed to be 15 %; give --forks"
              + " 3 or more, run the preset full, or compare with several baselines");
    }
    List<String> noisy = where(sides, side -> side.forks.stream().anyMatch(Warnings::isNoisy));
    if (!noisy.isEmpty()) {
      warnings.add(
          String.format(
                  Locale.ROOT,
                  "%d row(s) whose iterations differ by more than half, as under other load: %s;"
                      + " leave the",
                  noisy.size(),
                  some(noisy))
              + " machine alone and run again");
    }
    List<String> wandering = where(sides, Warnings::clocksWander);
    if (!wandering.isEmpty()) {
      warnings.add(
          String.format(
                  Locale.ROOT,
                  "%d row(s) during which the card's clock changed by more than 5 %%: %s; warm it"
                      + " up or lock",
                  wandering.size(),
                  some(wandering))
              + " its clocks");
    }
  }

  private static List<String> where(Map<String, SampleGroup> sides, Predicate<SampleGroup> held) {
    return sides.entrySet().stream()
        .filter(each -> held.test(each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The first few, for a line that can be read. */
  private static String some(List<String> names) {
    return String.join("; ", names.subList(0, Math.min(names.size(), NAMED)))
        + (names.size() > NAMED ? "; ..." : "");
  }

  private static boolean clocksWander(SampleGroup side) {
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
