package anchorbench.experiment;

import anchorbench.experiment.protocol.Choice;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One network trained, and what came of it.
 *
 * @param choice what it was trained with
 * @param epochs what each epoch came to
 * @param testedEpoch the epoch, counted from 1, whose network was tested; 0 is the untrained one
 * @param health whether it trained at all
 * @param diagnosis what went wrong, in words; null if nothing did. A network that collapsed after
 *     the one that was tested is no reason to leave the trial out
 * @param heldOut the original's test: triplets of training images that were not trained on, on the
 *     arm's own anchors; null where none are held out
 * @param scores on test images; null if the network diverged or the trial failed
 */
public record Trial(
    String arm,
    long seed,
    Choice choice,
    Epochs epochs,
    int testedEpoch,
    Health health,
    String diagnosis,
    Held heldOut,
    Scores scores,
    Seconds seconds) {

  /**
   * What each epoch came to.
   *
   * @param losses mean training loss
   * @param activeShare share of active triplets
   * @param validation precision at 1 among validation images, or the loss of held-out triplets;
   *     empty without validation
   * @param judged the epochs, counted from 1, that {@code validation} has the numbers of; 0 is the
   *     untrained network
   * @param elapsed seconds of training at the end of each epoch, of the thread that trains where
   *     one does; empty in records of before
   * @param rates learning rate of each epoch; empty in records of before
   * @param gradients of some epochs; empty where the arm chooses its triplets by the network
   */
  public record Epochs(
      List<Float> losses,
      List<Float> activeShare,
      List<Double> validation,
      List<Integer> judged,
      List<Double> elapsed,
      List<Double> rates,
      List<GradientNoise> gradients) {
    static final Epochs NONE = of(List.of(), List.of(), List.of());

    public Epochs {
      losses = List.copyOf(losses);
      activeShare = List.copyOf(activeShare);
      validation = List.copyOf(validation);
      judged =
          judged == null
              ? IntStream.rangeClosed(1, validation.size()).boxed().toList()
              : List.copyOf(judged);
      elapsed = elapsed == null ? List.of() : List.copyOf(elapsed);
      rates = rates == null ? List.of() : List.copyOf(rates);
      gradients = gradients == null ? List.of() : List.copyOf(gradients);
    }

    /** Of each epoch validated, and nothing else. */
    static Epochs of(List<Float> losses, List<Float> activeShare, List<Double> validation) {
      return new Epochs(losses, activeShare, validation, null, null, null, null);
    }
  }

  /** How long each part took, by the thread that trains where one does. */
  public record Seconds(double training, double validation, double scoring) {
    static final Seconds NONE = new Seconds(0, 0, 0);
  }

  /** Accuracy and loss on held-out triplets of the last epoch. */
  public record Held(int triplets, double accuracy, double loss) {}

  /** What training came to. */
  public enum Health {
    TRAINED,
    /** A loss or weight is not a number any more. */
    DIVERGED,
    /** Images of different classes are at one point, or the loss stays at the margin. */
    COLLAPSED,
    /** It could not be finished; the diagnosis says why. */
    FAILED
  }

  /** A trial that something kept from being finished. */
  static Trial failed(String arm, long seed, Choice choice, Throwable cause) {
    return new Trial(
        arm, seed, choice, Epochs.NONE, 0, Health.FAILED, reason(cause), null, null, Seconds.NONE);
  }

  static String reason(Throwable cause) {
    return cause.getClass().getSimpleName()
        + (cause.getMessage() == null
            ? ""
            : ": " + cause.getMessage().lines().findFirst().orElse(""));
  }

  /** Whether its numbers may enter a mean. */
  public boolean usable() {
    return health == Health.TRAINED;
  }
}
