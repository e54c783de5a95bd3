package anchorbench.experiment;

import anchorbench.experiment.protocol.Choice;
import anchorbench.statistics.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The choice of margin and learning rate for one arm: the same candidates, seeds and epochs as for
 * every other, judged on validation images.
 *
 * @param candidates all that was tried
 * @param choice the one with the best mean
 */
public record Tuning(String arm, List<Candidate> candidates, Choice choice) {
  public Tuning {
    candidates = List.copyOf(candidates);
  }

  /**
   * What one candidate came to from one seed.
   *
   * @param best precision at 1 of its best epoch; 0 if it diverged, or none was judged
   * @param last of the last that was judged, likewise
   */
  public record Attempt(double best, double last, Trial.Health health) {}

  /**
   * A candidate.
   *
   * @param best precision at 1 of the best epoch of each tuning seed, 0 for one that diverged
   * @param roundEpochs epochs of each, at most; 0 in records of before, where all had the same
   * @param last precision at 1 of the last epoch that was judged; empty in records of before
   * @param outcomes what training came to; empty in records of before
   */
  public record Candidate(
      Choice choice,
      List<Double> best,
      int roundEpochs,
      List<Double> last,
      List<Trial.Health> outcomes) {
    public Candidate {
      best = List.copyOf(best);
      last = last == null ? List.of() : List.copyOf(last);
      outcomes = outcomes == null ? List.of() : List.copyOf(outcomes);
    }

    static Candidate of(Choice choice, int epochs, List<Attempt> attempts) {
      return new Candidate(
          choice,
          attempts.stream().map(Attempt::best).toList(),
          epochs,
          attempts.stream().map(Attempt::last).toList(),
          attempts.stream().map(Attempt::health).toList());
    }

    /** How many of its trials diverged or collapsed. */
    public long broken() {
      return outcomes.stream().filter(each -> each != Trial.Health.TRAINED).count();
    }

    public double mean() {
      return best.stream().mapToDouble(b -> b).average().orElse(Double.NaN);
    }
  }

  /**
   * What is as good as the choice, as far as its seeds can tell: the mean difference is at most its
   * own standard error (Breiman et al. 1984, section 3.4.3). Empty with one seed.
   */
  public List<Choice> ties() {
    List<Candidate> last = lastRound();
    Candidate chosen =
        last.stream().filter(each -> each.choice().equals(choice)).findFirst().orElseThrow();
    return last.stream()
        .filter(each -> !each.choice().equals(choice) && isTied(chosen.best(), each.best()))
        .map(Candidate::choice)
        .toList();
  }

  private static boolean isTied(List<Double> chosen, List<Double> other) {
    Sample differences =
        Sample.of(
            IntStream.range(0, chosen.size())
                .mapToDouble(i -> chosen.get(i) - other.get(i))
                .toArray());
    return differences.mean() <= differences.standardError();
  }

  /**
   * Sides on which the choice has a neighbour that was trained as long: a smaller and a larger
   * margin, a smaller and a larger rate.
   */
  public int sides() {
    List<Choice> last = lastRound().stream().map(Candidate::choice).toList();
    Predicate<Choice> sameMargin = each -> each.margin() == choice.margin();
    Predicate<Choice> sameRate = each -> each.learningRate() == choice.learningRate();
    List<Predicate<Choice>> sides =
        List.of(
            sameRate.and(each -> each.margin() < choice.margin()),
            sameRate.and(each -> each.margin() > choice.margin()),
            sameMargin.and(each -> each.learningRate() < choice.learningRate()),
            sameMargin.and(each -> each.learningRate() > choice.learningRate()));
    return (int) sides.stream().filter(side -> last.stream().anyMatch(side)).count();
  }

  /** What was trained for the fewest epochs: every setting that the grid began with. */
  public List<Candidate> firstRound() {
    return round(candidates.stream().mapToInt(Candidate::roundEpochs).min().orElseThrow());
  }

  /** What was trained longest. */
  public List<Candidate> lastRound() {
    return round(candidates.stream().mapToInt(Candidate::roundEpochs).max().orElseThrow());
  }

  private List<Candidate> round(int epochs) {
    return candidates.stream().filter(each -> each.roundEpochs() == epochs).toList();
  }

  /** The best of those that were trained longest; among equals the first. */
  public static Tuning of(String arm, List<Candidate> candidates) {
    int longest = candidates.stream().mapToInt(Candidate::roundEpochs).max().orElseThrow();
    return new Tuning(
        arm,
        candidates,
        ranked(candidates.stream().filter(each -> each.roundEpochs() == longest).toList())
            .getFirst()
            .choice());
  }

  /** The best first; equals in their order. */
  static List<Candidate> ranked(List<Candidate> candidates) {
    return candidates.stream()
        .sorted(Comparator.comparingDouble(Candidate::mean).reversed())
        .toList();
  }
}
