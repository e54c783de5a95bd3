package anchorbench.experiment;

import anchorbench.statistics.BcaInterval;
import anchorbench.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How soon two arms learn, by what each epoch's validation shows, seed by seed.
 *
 * @param target validation to be reached: nine tenths of the way from the untrained networks to the
 *     best of the arm whose best is lower
 * @param triplets what it takes, in sampled triplets: as many per epoch in every arm, so their
 *     ratio is that of steps (of a step's triplets batch-hard and centroid-triplet train those that
 *     their groups of classes have room for)
 * @param seconds likewise, of training
 * @param steps validation at equal steps, told in sampled triplets
 * @param time validation at equal seconds of training: those that the baseline takes for the same
 *     epochs, median over its trials
 */
public record Soon(
    double target, Cost triplets, Cost seconds, List<Budget> steps, List<Budget> time) {
  private static final double WAY = 0.9;
  private static final double CONFIDENCE = 0.95;
  private static final int[] EPOCHS = {1, 2, 4, 8, 16, 32, 64, 128};

  public Soon {
    steps = List.copyOf(steps);
    time = List.copyOf(time);
  }

  /**
   * What a target takes in both arms.
   *
   * @param baseline median over the seeds; likewise arm
   * @param ratio arm by baseline, geometric mean over the seeds; like all behind it NaN if some
   *     network was at the target untrained
   * @param low end of its 95 % interval (BCa of the logarithms); likewise high
   * @param p of sign flips of the logarithms
   * @param adjustedP the same, adjusted for all arms (Holm)
   * @param error standard error of the mean logarithm of the ratio; NaN with one seed
   * @param never seeds of either arm that never were at the target, reckoned as if their last epoch
   *     was
   */
  public record Cost(
      double baseline,
      double arm,
      double ratio,
      double low,
      double high,
      double p,
      double adjustedP,
      double error,
      int never) {
    /** Some network was there before it was trained: a ratio says nothing. */
    static Cost unknown(double baseline, double arm, int never) {
      double none = Double.NaN;
      return new Cost(baseline, arm, none, none, none, none, none, none, never);
    }

    Cost adjusted(double other) {
      return new Cost(baseline, arm, ratio, low, high, p, other, error, never);
    }

    /** Whether interval and test both say that the ratio is not chance. */
    public boolean shown() {
      return (low > 1 || high < 1) && adjustedP < PairedDifference.LEVEL;
    }
  }

  /**
   * Validation behind as much training in both arms.
   *
   * @param spent sampled triplets, or seconds
   * @param baseline mean over the seeds; likewise arm
   * @param low end of the difference's 95 % interval; likewise high
   */
  public record Budget(double spent, double baseline, double arm, double low, double high) {}

  /**
   * @param before trials of the baseline, of the same seeds as {@code after}; none is empty
   */
  static Soon of(List<Trial> before, List<Trial> after, long tripletsPerEpoch) {
    List<LearningCurve> first = LearningCurve.of(before);
    List<LearningCurve> second = LearningCurve.of(after);
    double untrained = mean(first, LearningCurve::untrained);
    double reached =
        Math.min(mean(first, LearningCurve::highest), mean(second, LearningCurve::highest));
    double target = untrained + WAY * (reached - untrained);
    int never = never(first, target) + never(second, target);
    Cost triplets = cost(first, second, curve -> tripletsPerEpoch * epochsTo(curve, target), never);
    Cost seconds = cost(first, second, curve -> curve.secondsTo(epochsTo(curve, target)), never);
    List<Budget> steps = new ArrayList<>();
    List<Budget> time = new ArrayList<>();
    double longest = first.stream().mapToDouble(LearningCurve::lastEpoch).max().orElseThrow();
    for (int epochs : EPOCHS) {
      if (epochs <= longest) {
        double spent =
            LearningCurve.median(
                first.stream().mapToDouble(curve -> curve.secondsTo(epochs)).toArray());
        steps.add(
            budget((double) epochs * tripletsPerEpoch, first, second, curve -> curve.at(epochs)));
        time.add(budget(spent, first, second, curve -> curve.at(curve.epochsIn(spent))));
      }
    }
    return new Soon(target, triplets, seconds, steps, time);
  }

  private static int never(List<LearningCurve> curves, double target) {
    return (int) curves.stream().filter(curve -> Double.isNaN(curve.epochsTo(target))).count();
  }

  private static double epochsTo(LearningCurve curve, double target) {
    double epochs = curve.epochsTo(target);
    return Double.isNaN(epochs) ? curve.lastEpoch() : epochs;
  }

  private static double mean(List<LearningCurve> curves, ToDoubleFunction<LearningCurve> of) {
    return curves.stream().mapToDouble(of).average().orElseThrow();
  }

  private static Cost cost(
      List<LearningCurve> first,
      List<LearningCurve> second,
      ToDoubleFunction<LearningCurve> of,
      int never) {
    double[] x = first.stream().mapToDouble(of).toArray();
    double[] y = second.stream().mapToDouble(of).toArray();
    double[] logarithms = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      logarithms[i] = StrictMath.log(y[i] / x[i]);
    }
    if (!Arrays.stream(logarithms).allMatch(Double::isFinite)) {
      return Cost.unknown(LearningCurve.median(x), LearningCurve.median(y), never);
    }
    PairedDifference difference = PairedDifference.of(logarithms);
    return new Cost(
        LearningCurve.median(x),
        LearningCurve.median(y),
        StrictMath.exp(difference.mean()),
        StrictMath.exp(difference.low()),
        StrictMath.exp(difference.high()),
        difference.p(),
        difference.p(),
        difference.standardError(),
        never);
  }

  private static Budget budget(
      double spent,
      List<LearningCurve> first,
      List<LearningCurve> second,
      ToDoubleFunction<LearningCurve> of) {
    double[] differences = new double[first.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = of.applyAsDouble(second.get(i)) - of.applyAsDouble(first.get(i));
    }
    BcaInterval interval = BcaInterval.ofMean(differences, CONFIDENCE);
    return new Budget(spent, mean(first, of), mean(second, of), interval.low(), interval.high());
  }

  Soon adjusted(double tripletsP, double secondsP) {
    return new Soon(target, triplets.adjusted(tripletsP), seconds.adjusted(secondsP), steps, time);
  }

  /** One sentence that can be quoted. */
  public String sentence(String baseline, String arm) {
    if (Double.isNaN(triplets.ratio())) {
      return String.format(
          Locale.ROOT,
          "cannot be told: some networks are at %.2f %% (validation P@1), nine tenths of the way,"
              + " before they are trained.",
          100 * target);
    }
    String censored =
        triplets.never() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; %d trial%s never got there and count%s as if the last epoch had",
                triplets.never(),
                triplets.never() == 1 ? "" : "s",
                triplets.never() == 1 ? "s" : "");
    return String.format(
        Locale.ROOT,
        "%s anchors reach %.2f %% (validation P@1) with %s and in %s that %s anchors need%s.",
        arm,
        100 * target,
        said(triplets, "the steps"),
        said(seconds, "the seconds of training"),
        baseline,
        censored);
  }

  private static String said(Cost cost, String what) {
    return String.format(
        Locale.ROOT,
        "%.2fx %s (%.2f to %.2f, %s, p = %.3g after Holm)",
        cost.ratio(),
        what,
        cost.low(),
        cost.high(),
        cost.shown() ? (cost.ratio() < 1 ? "fewer" : "more") : "no difference shown",
        cost.adjustedP());
  }
}
