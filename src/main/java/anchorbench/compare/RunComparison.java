package anchorbench.compare;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.result.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A contender against one or more baselines, whose forks are put together.
 *
 * @param warnings what makes the comparison weak, each with its cure
 */
public record RunComparison(
    String baseline,
    String contender,
    List<RowChange> rows,
    List<TrialChange> trials,
    List<String> warnings) {

  /** What may make a contender worse, apart from its trials, which always do. */
  public enum Worse {
    SLOWER,
    MISSING,
    FAILED
  }

  /** Whether something is worse that the caller cares about. */
  public boolean isWorse(Set<Worse> failOn) {
    return trials.stream().anyMatch(change -> change.change() == TrialChange.Change.WORSE)
        || rows.stream().anyMatch(row -> isWorse(row, failOn));
  }

  private static boolean isWorse(RowChange row, Set<Worse> failOn) {
    if (row.peak()) {
      return false;
    }
    return switch (row.change()) {
      case SLOWER -> failOn.contains(Worse.SLOWER);
      case MISSING -> failOn.contains(Worse.MISSING);
      case FAILED -> failOn.contains(Worse.FAILED);
      default -> false;
    };
  }

  /**
   * A smallest change of interest as a person writes it.
   *
   * @throws InputException unless it is a percentage
   */
  public static double parseEffect(String percent) {
    String wrong = "smallest effect '" + percent + "': expected e.g. 3%";
    try {
      double share = Double.parseDouble(percent.replace("%", "")) / 100;
      if (share >= 0 && share < 10) {
        return share;
      }
      throw new InputException(wrong);
    } catch (NumberFormatException e) {
      throw new InputException(wrong, e);
    }
  }

  /**
   * Two runs or more; with a field, its first value in the baselines against the others in the
   * contender.
   *
   * @param minEffect smallest change of interest, as a share
   * @throws IncomparableException naming what differs
   * @throws InputException for a field or value that is not there
   */
  public static RunComparison of(
      List<RunRecord> baselines, RunRecord contender, Axis axis, double minEffect) {
    baselines.forEach(baseline -> Comparability.require(baseline, contender, axis));
    RunRecord first = baselines.getFirst();
    Field field = axis.field() == null ? null : FieldValues.between(axis.field(), first, contender);
    if (field != null && !field.values().isEmpty()) {
      return ofValues(baselines, contender, field, minEffect);
    }
    PairedSamples sides = PairedSamples.ofRuns(baselines, contender);
    if (!axis.otherMachines()) {
      baselines.forEach(run -> Differences.mark(run, contender, sides.before(), sides.after()));
    }
    boolean trained = first.experiment() != null && contender.experiment() != null;
    List<TrialChange> trials =
        trained ? TrialChange.ofRuns(first.experiment(), contender.experiment()) : List.of();
    List<RowChange> rows = RowChanges.of(sides.before(), sides.after(), true, minEffect);
    return new RunComparison(
        label(first),
        label(contender),
        rows,
        trials,
        Warnings.of(baselines, contender, sides, rows, trials));
  }

  /**
   * Values of one field of one run, row by row: two engines, or random against mean anchors.
   *
   * @throws InputException if there is nothing with one of the values
   */
  public static RunComparison within(RunRecord run, Field field, double minEffect) {
    return ofValues(List.of(run), run, FieldValues.within(field, run), minEffect);
  }

  private static RunComparison ofValues(
      List<RunRecord> baselines, RunRecord contender, Field field, double minEffect) {
    RunRecord first = baselines.getFirst();
    boolean timed = !first.benchmarks().isEmpty() && !contender.benchmarks().isEmpty();
    PairedSamples sides =
        timed ? PairedSamples.ofValues(baselines, contender, field) : PairedSamples.ofNothing();
    List<TrialChange> trials = new ArrayList<>();
    if (first.experiment() != null && contender.experiment() != null) {
      if (field.name().equals(Field.ANCHORS)) {
        trials.addAll(
            TrialChange.ofAnchors(first.experiment(), contender.experiment(), field.values()));
      } else if (!first.equals(contender)) {
        trials.addAll(TrialChange.ofRuns(first.experiment(), contender.experiment()));
      }
    }
    List<RowChange> rows = RowChanges.of(sides.before(), sides.after(), false, minEffect);
    String others = String.join(", ", field.values().subList(1, field.values().size()));
    return new RunComparison(
        "%s %s, %s".formatted(field.name(), field.values().getFirst(), label(first)),
        "%s %s, %s".formatted(field.name(), others, label(contender)),
        rows,
        List.copyOf(trials),
        Warnings.of(baselines, contender, sides, rows, trials));
  }

  private static String label(RunRecord run) {
    return run.build().commit() + " of " + run.createdUtc();
  }
}
