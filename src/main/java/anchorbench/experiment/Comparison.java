package anchorbench.experiment;

import anchorbench.experiment.Trial.Health;
import anchorbench.statistics.Holm;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An arm against the baseline.
 *
 * @param unusable seeds left out because a trial of either arm diverged, collapsed or failed
 * @param rows the first is the headline
 * @param adjustedP the headline's p, adjusted for all arms (Holm); NaN without a pair
 * @param finding what the headline shows
 * @param verdict one sentence that can be quoted
 */
public record Comparison(
    String baseline,
    String arm,
    int unusable,
    List<Row> rows,
    double adjustedP,
    Finding finding,
    String verdict) {
  public Comparison {
    rows = List.copyOf(rows);
  }

  /** What can be said. */
  public enum Finding {
    BETTER,
    WORSE,
    NO_DIFFERENCE_SHOWN,
    /** Too few seeds. */
    REFUSED
  }

  /**
   * One measure in both arms.
   *
   * @param shared whether both arms take the same test; only then is the difference about the
   *     models
   * @param better 1 if more is better, -1 if less is, 0 if neither
   * @param baseline mean over the seeds; likewise arm
   */
  public record Row(
      String measure,
      boolean shared,
      int better,
      double baseline,
      double arm,
      PairedDifference difference) {}

  /** Every later arm against the first; p values of the headline adjusted for their number. */
  public static List<Comparison> ofAll(Protocol protocol, List<Trial> trials) {
    List<Pairs> pairs = new ArrayList<>();
    for (String arm : protocol.arms().subList(1, protocol.arms().size())) {
      pairs.add(Pairs.of(protocol.arms().getFirst(), arm, trials));
    }
    List<List<Row>> rows = pairs.stream().map(each -> each.rows(protocol)).toList();
    double[] adjusted =
        Holm.adjust(
            rows.stream()
                .mapToDouble(each -> each.isEmpty() ? Double.NaN : each.getFirst().difference().p())
                .toArray());
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      comparisons.add(
          pairs.get(i).comparison(rows.get(i), adjusted[i], protocol.seedsForAVerdict()));
    }
    return comparisons;
  }

  /** Usable trials of two arms, seed by seed. */
  private record Pairs(
      String baseline,
      String arm,
      List<Trial> before,
      List<Trial> after,
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
      return new Pairs(baseline, arm, before, after, unusable, failed);
    }

    List<Row> rows(Protocol protocol) {
      return before.isEmpty() ? List.of() : Measure.of(protocol).stream().map(this::row).toList();
    }

    private Row row(Measure measure) {
      double[] x = before.stream().mapToDouble(measure.value()).toArray();
      double[] y = after.stream().mapToDouble(measure.value()).toArray();
      double[] differences = new double[x.length];
      double sumX = 0;
      double sumY = 0;
      for (int i = 0; i < x.length; i++) {
        differences[i] = y[i] - x[i];
        sumX += x[i];
        sumY += y[i];
      }
      return new Row(
          measure.name(),
          measure.shared(),
          measure.better(),
          sumX / x.length,
          sumY / x.length,
          PairedDifference.of(differences));
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

    Comparison comparison(List<Row> rows, double adjustedP, int seedsNeeded) {
      Finding finding = Verdict.finding(rows, adjustedP, seedsNeeded);
      return new Comparison(
          baseline,
          arm,
          unusable,
          rows,
          adjustedP,
          finding,
          Verdict.sentence(baseline, arm, leftOut(), rows, adjustedP, finding, seedsNeeded));
    }
  }
}
