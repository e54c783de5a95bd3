package anchorbench.compare;

import anchorbench.IncomparableException;
import anchorbench.InputException;
import anchorbench.compare.RowChange.Change;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.Trial;
import anchorbench.machine.Machine;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord;
import anchorbench.statistics.Holm;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

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

  /**
   * One measure of one arm in both experiments, seed by seed.
   *
   * @param change BETTER, WORSE or UNDECIDED; SAME if every seed has the same number
   */
  public record TrialChange(
      String arm,
      String measure,
      String change,
      double baseline,
      double contender,
      PairedDifference difference) {}

  /**
   * What is compared of a trial.
   *
   * @param better 1 if more is better, -1 if less is
   */
  private record Measure(String name, int better, ToDoubleFunction<Trial> of) {}

  private static final List<Measure> MEASURES =
      List.of(
          new Measure("k-NN accuracy", 1, trial -> trial.scores().nearestNeighbours()),
          new Measure("training loss", -1, RunComparison::loss));

  /** Of the epoch whose network was tested; NaN where that was the untrained one. */
  private static double loss(Trial trial) {
    int epoch = trial.testedEpoch() - 1;
    return epoch >= 0 && epoch < trial.losses().size() ? trial.losses().get(epoch) : Double.NaN;
  }

  /** What may differ between the two sides; anything else makes them incomparable. */
  public enum Axis {
    COMMIT,
    MACHINE
  }

  /** Two values of one field within a run, e.g. the engines cpu and nd4j. */
  public record Field(String name, String baseline, String contender) {}

  /** What may make a contender worse, apart from its trials, which always do. */
  public enum Worse {
    SLOWER,
    MISSING,
    FAILED
  }

  /** Whether something is worse that the caller cares about. */
  public boolean isWorse(Set<Worse> failOn) {
    return trials.stream().anyMatch(change -> change.change().equals("WORSE"))
        || rows.stream().anyMatch(row -> isWorse(row, failOn));
  }

  private static boolean isWorse(RowChange row, Set<Worse> failOn) {
    if (row.isCeiling()) {
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
   * @param minEffect smallest change of interest, as a share
   * @throws IncomparableException naming what differs
   */
  public static RunComparison of(
      List<RunRecord> baselines, RunRecord contender, Axis axis, double minEffect) {
    for (RunRecord baseline : baselines) {
      requireComparable(baseline, contender, axis);
    }
    Map<String, Side> before = new LinkedHashMap<>();
    baselines.forEach(run -> collect(run, before));
    Map<String, Side> after = new LinkedHashMap<>();
    collect(contender, after);
    if (axis != Axis.MACHINE) {
      baselines.forEach(run -> Differences.mark(run, contender, before, after));
    }
    return new RunComparison(
        label(baselines.getFirst()),
        label(contender),
        rows(before, after, minEffect),
        trials(baselines.getFirst().experiment(), contender.experiment()),
        Warnings.of(baselines, contender, before, after));
  }

  /**
   * Two values of one field of one run, row by row: two engines, or random against mean anchors.
   *
   * @throws InputException if no row has one of the values
   */
  public static RunComparison within(RunRecord run, Field field, double minEffect) {
    Map<String, Side> before = new LinkedHashMap<>();
    Map<String, Side> after = new LinkedHashMap<>();
    for (BenchmarkRow row : run.benchmarks()) {
      Map<String, String> fields = new TreeMap<>(row.parameters());
      fields.put("engine", row.engine());
      String value = fields.remove(field.name());
      String key = row.kernel() + " " + fields;
      if (field.baseline().equals(value)) {
        before.computeIfAbsent(key, k -> new Side()).add(row);
      } else if (field.contender().equals(value)) {
        after.computeIfAbsent(key, k -> new Side()).add(row);
      }
    }
    requireRows(field, field.baseline(), before);
    requireRows(field, field.contender(), after);
    return new RunComparison(
        field.name() + " " + field.baseline(),
        field.name() + " " + field.contender(),
        rows(before, after, minEffect),
        List.of(),
        Warnings.of(List.of(run), run, before, after));
  }

  private static void requireRows(Field field, String value, Map<String, Side> side) {
    if (side.isEmpty()) {
      throw new InputException("no row with " + field.name() + " " + value);
    }
  }

  private static String label(RunRecord run) {
    return run.build().commit() + " of " + run.createdUtc();
  }

  private static void requireComparable(RunRecord baseline, RunRecord contender, Axis axis) {
    requireSameGround(baseline, contender.images(), contender.machine(), axis);
    if (baseline.experiment() != null
        && contender.experiment() != null
        && !baseline.experiment().protocol().equals(contender.experiment().protocol())) {
      throw new IncomparableException(
          "other protocols: "
              + contender.experiment().protocol().differences(baseline.experiment().protocol()));
    }
  }

  /**
   * What is known of a run before it starts.
   *
   * @throws IncomparableException naming what differs
   */
  public static void requireSameGround(
      RunRecord baseline, RunRecord.Images images, Machine machine, Axis axis) {
    if (baseline.images().synthetic() != images.synthetic()) {
      throw new IncomparableException(
          "synthetic images against real ones: %s and %s"
              .formatted(baseline.images().name(), images.name()));
    }
    if (!baseline.images().sha256().equals(images.sha256())) {
      throw new IncomparableException(
          "other images: %s (%s) and %s (%s)"
              .formatted(
                  baseline.images().name(),
                  baseline.images().sha256(),
                  images.name(),
                  images.sha256()));
    }
    boolean sameMachine =
        baseline.machine().processor().equals(machine.processor())
            && baseline.machine().processors() == machine.processors();
    if (!sameMachine && axis != Axis.MACHINE) {
      throw new IncomparableException(
          "other machines: %s and %s; compare them with --by machine"
              .formatted(baseline.machine().headline(), machine.headline()));
    }
  }

  private static void collect(RunRecord run, Map<String, Side> sides) {
    for (BenchmarkRow row : run.benchmarks()) {
      String key = row.kernel() + " " + withoutEngine(row) + " " + row.engine();
      sides.computeIfAbsent(key, k -> new Side()).add(row);
    }
  }

  private static String withoutEngine(BenchmarkRow row) {
    Map<String, String> parameters = new TreeMap<>(row.parameters());
    parameters.remove("engine");
    return parameters.toString();
  }

  /** One row for every key; p adjusted over all that have times on both sides. */
  static List<RowChange> rows(Map<String, Side> before, Map<String, Side> after, double minEffect) {
    Set<String> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<String> paired =
        keys.stream()
            .filter(key -> Side.hasTimes(before.get(key)) && Side.hasTimes(after.get(key)))
            .filter(key -> after.get(key).differs == null)
            .toList();
    Map<String, LogRatio> ratios = new LinkedHashMap<>();
    paired.forEach(
        key -> ratios.put(key, LogRatio.of(before.get(key).forks, after.get(key).forks)));
    double[] adjusted = Holm.adjust(ratios.values().stream().mapToDouble(LogRatio::p).toArray());
    List<RowChange> rows = new ArrayList<>();
    for (String key : keys) {
      int at = paired.indexOf(key);
      Side from = before.get(key);
      Side to = after.get(key);
      if (at >= 0) {
        LogRatio ratio = ratios.get(key);
        rows.add(
            new RowChange(
                key,
                change(key, ratio, adjusted[at], minEffect),
                from.mean(),
                to.mean(),
                ratio,
                adjusted[at],
                null));
      } else if (Side.hasTimes(from) && Side.hasTimes(to)) {
        rows.add(
            new RowChange(
                key, Change.INCOMPARABLE, from.mean(), to.mean(), null, Double.NaN, to.differs));
      } else if (Side.hasTimes(from)) {
        boolean failed = to != null && to.failed;
        rows.add(
            new RowChange(
                key,
                failed ? Change.FAILED : Change.MISSING,
                from.mean(),
                Double.NaN,
                null,
                Double.NaN,
                to == null ? "not in the contender" : to.reason));
      } else if (Side.hasTimes(to)) {
        rows.add(
            new RowChange(
                key,
                Change.NEW,
                Double.NaN,
                to.mean(),
                null,
                Double.NaN,
                from == null ? "not in the baseline" : from.reason));
      }
    }
    return rows;
  }

  private static Change change(String key, LogRatio ratio, double adjustedP, double minEffect) {
    boolean large = ratio.ratio() > 1 + minEffect || ratio.ratio() < 1 / (1 + minEffect);
    boolean ranksAgree = !(ratio.rankP() >= PairedDifference.LEVEL);
    if (adjustedP < PairedDifference.LEVEL && ranksAgree && large) {
      if (RowChange.isCeiling(key)) {
        return Change.MACHINE;
      }
      return ratio.ratio() > 1 ? Change.SLOWER : Change.FASTER;
    }
    boolean within = ratio.high() < 1 + minEffect && ratio.low() > 1 / (1 + minEffect);
    return within ? Change.SAME : Change.UNDECIDED;
  }

  private static List<TrialChange> trials(Experiment.Outcome before, Experiment.Outcome after) {
    List<TrialChange> changes = new ArrayList<>();
    if (before == null || after == null) {
      return changes;
    }
    for (String arm : before.protocol().arms()) {
      for (Measure measure : MEASURES) {
        Map<Long, Double> first = bySeed(before.ofArm(arm), measure);
        Map<Long, Double> second = bySeed(after.ofArm(arm), measure);
        first.keySet().retainAll(second.keySet());
        if (!first.isEmpty()) {
          changes.add(change(arm, measure, first, second));
        }
      }
    }
    return changes;
  }

  private static TrialChange change(
      String arm, Measure measure, Map<Long, Double> first, Map<Long, Double> second) {
    double[] x = first.values().stream().mapToDouble(v -> v).toArray();
    double[] y = first.keySet().stream().mapToDouble(second::get).toArray();
    double[] differences = new double[x.length];
    Arrays.setAll(differences, i -> y[i] - x[i]);
    PairedDifference difference = PairedDifference.of(differences);
    String change;
    if (Arrays.equals(x, y)) {
      change = "SAME";
    } else if (!difference.shown(difference.p())) {
      change = "UNDECIDED";
    } else {
      change = difference.mean() * measure.better() > 0 ? "BETTER" : "WORSE";
    }
    return new TrialChange(
        arm,
        measure.name(),
        change,
        Arrays.stream(x).average().orElseThrow(),
        Arrays.stream(y).average().orElseThrow(),
        difference);
  }

  private static Map<Long, Double> bySeed(List<Trial> trials, Measure measure) {
    Map<Long, Double> bySeed = new TreeMap<>();
    trials.stream()
        .filter(Trial::usable)
        .forEach(trial -> bySeed.put(trial.seed(), measure.of().applyAsDouble(trial)));
    bySeed.values().removeIf(value -> value.isNaN());
    return bySeed;
  }
}
