package anchorbench.experiment.protocol;

import anchorbench.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * What each arm chooses from before its trials.
 *
 * @param margins of the loss to choose from, arm by arm; one of them is no choice
 * @param learningRates likewise
 * @param tuningSeeds trials of each choice; their seeds are no trial's
 * @param tuningEpochs of each of them, at most
 * @param halvings how often the choices are cut to a third: a round before the last has a third of
 *     the next one's epochs
 * @param brackets whether the grid grows until the best choice has worse neighbours on every side;
 *     a single margin or rate is given and stays
 * @param chosenElsewhere what each arm is trained with, by another experiment; empty if it is
 *     chosen here, or the same for all
 */
public record TuningSettings(
    List<Float> margins,
    List<Double> learningRates,
    int tuningSeeds,
    int tuningEpochs,
    int halvings,
    boolean brackets,
    List<ArmChoice> chosenElsewhere) {
  /** What is kept is one of so many, and has so many times the epochs. */
  public static final int CUT = 3;

  public TuningSettings {
    chosenElsewhere = chosenElsewhere == null ? List.of() : List.copyOf(chosenElsewhere);
    margins = List.copyOf(margins);
    learningRates = List.copyOf(learningRates);
    InputException.require(!margins.isEmpty(), "margins: none");
    InputException.require(!learningRates.isEmpty(), "learning rates: none");
    InputException.require(
        tuningSeeds >= 1 && tuningSeeds <= 10_000,
        "tuning seeds " + tuningSeeds + ": expected 1 to 10000");
    InputException.require(
        tuningEpochs >= 1 && tuningEpochs <= TrainingSettings.MANY,
        "tuning epochs " + tuningEpochs + ": expected 1 to " + TrainingSettings.MANY);
    InputException.require(
        halvings >= 0 && halvings <= mostHalvings(tuningEpochs),
        "halvings %s of %s tuning epochs: expected at least one epoch in the first round"
            .formatted(halvings, tuningEpochs));
  }

  /** Rounds before the last for which there are epochs: the first has one or more. */
  public static int mostHalvings(int tuningEpochs) {
    int most = 0;
    for (int left = tuningEpochs / CUT; left >= 1; left /= CUT) {
      most++;
    }
    return most;
  }

  /** Epochs of each round, the last having all of them. */
  public List<Integer> rounds() {
    List<Integer> epochs = new ArrayList<>();
    for (int left = halvings; left >= 0; left--) {
      epochs.add((int) Math.round(tuningEpochs / Math.pow(CUT, left)));
    }
    return epochs;
  }

  /** Nothing to choose. */
  public static TuningSettings only(float margin, double learningRate) {
    return new TuningSettings(List.of(margin), List.of(learningRate), 1, 1, 0, false, List.of());
  }

  /**
   * Nothing to choose, since it has been chosen.
   *
   * @param given for each arm; at least one
   */
  public static TuningSettings of(List<ArmChoice> given) {
    Choice first = given.getFirst().choice();
    return new TuningSettings(
        List.of(first.margin()), List.of(first.learningRate()), 1, 1, 0, false, given);
  }

  /** What an arm is trained with where nothing is chosen. */
  public Choice givenTo(String arm) {
    return chosenElsewhere.stream()
        .filter(each -> each.arm().equals(arm))
        .map(ArmChoice::choice)
        .findFirst()
        .orElseGet(() -> new Choice(margins.getFirst(), learningRates.getFirst()));
  }

  /** Whether there is anything to choose. */
  boolean areSeveral() {
    return margins.size() * learningRates.size() > 1;
  }
}
