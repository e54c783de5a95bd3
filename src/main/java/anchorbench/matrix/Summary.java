package anchorbench.matrix;

import anchorbench.statistics.PairedDifference;
import anchorbench.statistics.RandomEffects;
import java.util.List;

/**
 * What cells of one kind of arm and one kind of network say together on one question; whole data
 * sets alone, one effect of each, since parts of one are no independent experiments.
 *
 * @param arm its kind, see {@link Cell#kind}; likewise baseline, by name
 * @param network {@code convolutional} or {@code perceptron}
 * @param adjustedP of the mean, adjusted for everything that a matrix tests (Holm)
 */
public record Summary(
    String arm,
    String baseline,
    String network,
    Question question,
    RandomEffects effects,
    double adjustedP) {

  static Summary of(
      String arm, String baseline, String network, Question question, List<Effect> effects) {
    RandomEffects together =
        RandomEffects.of(
            effects.stream().mapToDouble(Effect::mean).toArray(),
            effects.stream().mapToDouble(Effect::error).toArray());
    return new Summary(arm, baseline, network, question, together, together.p());
  }

  Summary adjusted(double p) {
    return new Summary(arm, baseline, network, question, effects, p);
  }

  /** Whether the sign of the mean is shown, among all that is tested. */
  public boolean shown() {
    return adjustedP < PairedDifference.LEVEL;
  }
}
