package anchorbench.experiment;

import java.util.ArrayList;
import java.util.List;

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

  /** What a trial trains with. */
  public record Choice(float margin, double learningRate) {}

  /**
   * A candidate.
   *
   * @param best precision at 1 of the best epoch of each tuning seed, 0 for one that diverged
   */
  public record Candidate(Choice choice, List<Double> best) {
    public Candidate {
      best = List.copyOf(best);
    }

    public double mean() {
      return best.stream().mapToDouble(b -> b).average().orElse(Double.NaN);
    }
  }

  /** Every combination, in the order of the protocol. */
  static List<Choice> choices(Protocol protocol) {
    List<Choice> choices = new ArrayList<>();
    for (float margin : protocol.tuning().margins()) {
      for (double rate : protocol.tuning().learningRates()) {
        choices.add(new Choice(margin, rate));
      }
    }
    return choices;
  }

  /** Among equals the first. */
  public static Tuning of(String arm, List<Candidate> candidates) {
    Candidate best = candidates.getFirst();
    for (Candidate candidate : candidates) {
      best = candidate.mean() > best.mean() ? candidate : best;
    }
    return new Tuning(arm, candidates, best.choice());
  }
}
