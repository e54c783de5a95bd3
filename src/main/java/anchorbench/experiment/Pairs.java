package anchorbench.experiment;

import anchorbench.experiment.Comparison.Finding;
import anchorbench.experiment.Comparison.Row;
import anchorbench.experiment.Trial.Health;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Usable trials of two arms, seed by seed. */
record Pairs(
    String baseline,
    String arm,
    List<Trial> before,
    List<Trial> after,
    List<Trial> allBefore,
    List<Trial> allAfter,
    int unusable,
    boolean failed) {
  static Pairs of(String baseline, String arm, List<Trial> trials) {
    List<Trial> before = new ArrayList<>();
    List<Trial> after = new ArrayList<>();
    int unusable = 0;
    boolean failed = false;
    for (Trial first : trials) {
      if (!first.arm().equals(baseline)) {
        continue;
      }
      for (Trial second : trials) {
        if (second.arm().equals(arm) && second.seed() == first.seed()) {
          if (first.usable() && second.usable()) {
            before.add(first);
            after.add(second);
          } else {
            unusable++;
            failed |= first.health() == Health.FAILED || second.health() == Health.FAILED;
          }
        }
      }
    }
    return new Pairs(
        baseline,
        arm,
        before,
        after,
        ofArm(baseline, trials),
        ofArm(arm, trials),
        unusable,
        failed);
  }

  private static List<Trial> ofArm(String arm, List<Trial> trials) {
    return trials.stream().filter(trial -> trial.arm().equals(arm)).toList();
  }

  List<Row> rows(Protocol protocol) {
    return before.isEmpty() ? List.of() : Measure.of(protocol).stream().map(this::row).toList();
  }

  /** One measure of each trial. */
  static double[] values(Measure measure, List<Trial> trials) {
    return trials.stream().mapToDouble(measure.value()).toArray();
  }

  /** Of one measure, arm less baseline, seed by seed. */
  double[] differences(Measure measure) {
    double[] x = values(measure, before);
    double[] y = values(measure, after);
    double[] differences = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      differences[i] = y[i] - x[i];
    }
    return differences;
  }

  private Row row(Measure measure) {
    return new Row(
        measure.name(),
        measure.shared(),
        measure.better(),
        mean(values(measure, before)),
        mean(values(measure, after)),
        PairedDifference.of(differences(measure)));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** For the end of a sentence. */
  private String leftOut() {
    return unusable == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " (%d seed%s left out: a trial %s)",
            unusable,
            unusable == 1 ? "" : "s",
            failed ? "diverged, collapsed or failed" : "diverged or collapsed");
  }

  /** Not yet judged: that takes all arms together. Its verdict is what was left out. */
  Comparison compared(Protocol protocol) {
    return new Comparison(
        baseline,
        arm,
        unusable,
        rows(protocol),
        Double.NaN,
        Finding.REFUSED,
        leftOut(),
        null,
        null,
        null);
  }
}
