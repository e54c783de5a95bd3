package anchorbench.statistics;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Two one-sided t tests (Schuirmann 1987): whether a mean difference is shown to be smaller than
 * what anybody would care about. That a difference is not shown says nothing of the kind.
 *
 * @param bound the smallest difference of interest, to either side
 * @param p the larger of the two; 0 where every difference is; NaN with fewer than two pairs, or
 *     where all are the same other number
 * @param adjustedP the same, adjusted for all that is compared (Holm)
 */
public record Equivalence(double bound, double p, double adjustedP) {
  public static Equivalence of(double[] differences, double bound) {
    Sample sample = Sample.of(differences);
    double error = sample.standardError();
    if (!(error > 0)) {
      // Two arms that trained the same networks are the same, whatever a t test would say.
      double same = error == 0 && sample.mean() == 0 ? 0 : Double.NaN;
      return new Equivalence(bound, same, same);
    }
    TDistribution t = TDistribution.of(sample.count() - 1);
    double above = t.survivalProbability((bound - sample.mean()) / error);
    double below = t.survivalProbability((bound + sample.mean()) / error);
    double p = Math.max(above, below);
    return new Equivalence(bound, p, p);
  }

  /** The same among others that are compared. */
  public Equivalence adjusted(double other) {
    return new Equivalence(bound, p, other);
  }

  /** Whether the two are as good as the same. */
  public boolean shown() {
    return adjustedP < PairedDifference.LEVEL;
  }
}
