package anchorbench.experiment;

import java.util.List;

/**
 * One network trained, and what came of it.
 *
 * @param margin of the loss, chosen for the arm; likewise the learning rate
 * @param losses mean training loss of each epoch
 * @param activeShare share of active triplets in each epoch
 * @param validation of each epoch: precision at 1 among validation images, or the loss of held-out
 *     triplets; empty without validation
 * @param testedEpoch the epoch, counted from 1, whose network was tested; 0 is the untrained one
 * @param health whether it trained at all
 * @param diagnosis what is wrong, in words; null if nothing is
 * @param heldOut the original's test: triplets of training images that were not trained on, on the
 *     arm's own anchors; null where none are held out
 * @param scores on test images; null if the network diverged
 */
public record Trial(
    String arm,
    long seed,
    float margin,
    double learningRate,
    List<Float> losses,
    List<Float> activeShare,
    List<Double> validation,
    int testedEpoch,
    Health health,
    String diagnosis,
    Held heldOut,
    Scores scores,
    double trainingSeconds,
    double validationSeconds,
    double scoringSeconds) {
  public Trial {
    losses = List.copyOf(losses);
    activeShare = List.copyOf(activeShare);
    validation = List.copyOf(validation);
  }

  /** Accuracy and loss on held-out triplets of the last epoch. */
  public record Held(int triplets, double accuracy, double loss) {}

  /** What training came to. */
  public enum Health {
    TRAINED,
    /** A loss or weight is not a number any more. */
    DIVERGED,
    /** All embeddings are alike, and the loss is the margin. */
    COLLAPSED
  }

  /** Whether its numbers may enter a mean. */
  public boolean usable() {
    return health == Health.TRAINED;
  }
}
