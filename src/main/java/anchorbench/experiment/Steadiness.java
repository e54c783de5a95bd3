package anchorbench.experiment;

import anchorbench.statistics.PairedDifference;
import anchorbench.statistics.PairedSpread;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * How steadily two arms learn: how many trials break, how far those that do not lie apart, and over
 * how many settings an arm is nearly as good as at its best.
 *
 * @param baseline what the first arm does; likewise arm
 * @param spreadP whether standard deviations over the seeds differ (Pitman-Morgan); NaN if that
 *     cannot be told
 * @param brokenP whether as many break (Fisher's exact test)
 * @param adjustedP twice the smaller of both, adjusted for all arms (Holm)
 */
public record Steadiness(
    OfArm baseline, OfArm arm, double spreadP, double brokenP, double adjustedP) {
  /** A setting within this of an arm's best is nearly as good. */
  private static final double NEAR = 0.01;

  /**
   * What one arm does.
   *
   * @param trials of the experiment
   * @param broken those that diverged or collapsed
   * @param spread standard deviation of the headline over the seeds
   * @param tried settings that the first round of tuning tried; 0 without tuning
   * @param near those that come within a point of the arm's best
   * @param brokenTries trials of tuning, of all rounds, that diverged or collapsed
   */
  public record OfArm(
      int trials, int broken, double spread, int tried, int near, int brokenTries) {}

  /**
   * @param x the headline in the baseline's trials, seed by seed; likewise y
   */
  static Steadiness of(
      List<Trial> before, List<Trial> after, double[] x, double[] y, Tuning first, Tuning second) {
    PairedSpread spread = PairedSpread.of(x, y);
    OfArm baseline = ofArm(before, spread.first(), first);
    OfArm arm = ofArm(after, spread.second(), second);
    double brokenP = brokenP(baseline, arm);
    double p = Double.isNaN(spread.p()) ? brokenP : Math.min(1, 2 * Math.min(spread.p(), brokenP));
    return new Steadiness(baseline, arm, spread.p(), brokenP, p);
  }

  private static OfArm ofArm(List<Trial> all, double spread, Tuning tuning) {
    // What could not be finished is neither sound nor broken.
    List<Trial> trials = all.stream().filter(each -> each.health() != Trial.Health.FAILED).toList();
    int broken = (int) trials.stream().filter(Steadiness::isBroken).count();
    if (tuning == null) {
      return new OfArm(trials.size(), broken, spread, 0, 0, 0);
    }
    List<Tuning.Candidate> round = tuning.firstRound();
    double best = round.stream().mapToDouble(Tuning.Candidate::mean).max().orElseThrow();
    int near = (int) round.stream().filter(each -> each.mean() >= best - NEAR).count();
    int brokenTries = (int) tuning.candidates().stream().mapToLong(Tuning.Candidate::broken).sum();
    return new OfArm(trials.size(), broken, spread, round.size(), near, brokenTries);
  }

  private static boolean isBroken(Trial trial) {
    return trial.health() == Trial.Health.DIVERGED || trial.health() == Trial.Health.COLLAPSED;
  }

  private static double brokenP(OfArm baseline, OfArm arm) {
    int sound = baseline.trials() - baseline.broken() + arm.trials() - arm.broken();
    if (baseline.broken() + arm.broken() == 0 || sound == 0) {
      return 1;
    }
    return FisherExactTest.withDefaults()
        .test(
            new int[][] {
              {baseline.broken(), baseline.trials() - baseline.broken()},
              {arm.broken(), arm.trials() - arm.broken()}
            })
        .getPValue();
  }

  Steadiness adjusted(double p) {
    return new Steadiness(baseline, arm, spreadP, brokenP, p);
  }

  /** Whether a difference is shown. */
  public boolean shown() {
    return adjustedP < PairedDifference.LEVEL;
  }

  /** One sentence that can be quoted. */
  public String sentence(String baselineName, String armName) {
    String settings =
        arm.tried() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; within a point of its best at %d of %d settings against %d",
                arm.near(),
                arm.tried(),
                baseline.near());
    String spread =
        Double.isNaN(arm.spread())
            ? ""
            : String.format(
                Locale.ROOT,
                "; standard deviation over the seeds %.2f against %.2f points",
                100 * arm.spread(),
                100 * baseline.spread());
    return String.format(
        Locale.ROOT,
        "%d of %d trials with %s anchors diverged or collapsed, %d of %d with %s anchors%s (%s, p ="
            + " %.3g after Holm)%s.",
        arm.broken(),
        arm.trials(),
        armName,
        baseline.broken(),
        baseline.trials(),
        baselineName,
        spread,
        shown() ? "a difference" : "no difference shown",
        adjustedP,
        settings);
  }
}
