package anchorbench.experiment;

import java.util.List;

/**
 * One network trained, and what came of it.
 *
 * @param losses mean training loss of each epoch
 * @param activeShare share of active triplets in each epoch
 * @param health whether it trained at all
 * @param untrained the same network before the first step: the control of this seed
 */
public record Trial(
    String arm,
    long seed,
    List<Float> losses,
    List<Float> activeShare,
    Health health,
    Scores scores,
    Scores untrained,
    double trainingSeconds,
    double scoringSeconds) {
  public Trial {
    losses = List.copyOf(losses);
    activeShare = List.copyOf(activeShare);
  }

  /** Name of the file that holds this trial. */
  public String fileName() {
    return "%s-seed%d.json".formatted(arm.replace(':', '-'), seed);
  }

  /** What training came to. */
  public enum Health {
    TRAINED,
    /** A loss or weight is not a number any more. */
    DIVERGED,
    /** All embeddings are alike: every distance is 0 and the loss is the margin. */
    COLLAPSED;

    public boolean usable() {
      return this == TRAINED;
    }
  }
}
