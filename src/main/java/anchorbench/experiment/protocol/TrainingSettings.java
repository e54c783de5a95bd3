package anchorbench.experiment.protocol;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;

/**
 * What is trained, and how long.
 *
 * @param seeds trials of each arm; seed i is {@code firstSeed + i} in every arm
 * @param epochs at most
 * @param schedule of the learning rate, as {@link RateSchedule#parse} reads it
 */
public record TrainingSettings(
    int seeds,
    long firstSeed,
    int epochs,
    String network,
    Distance distance,
    int batchSize,
    String schedule) {
  /** Epochs that a machine has time for. */
  static final int MANY = 1_000_000;

  /** Seeds of tests and tuning are added to those of trials. */
  private static final long LARGEST_SEED = 1L << 62;

  public TrainingSettings {
    schedule = RateSchedule.parse(schedule == null ? "constant" : schedule).toString();
    InputException.require(
        seeds >= 1 && seeds <= 10_000, "seeds " + seeds + ": expected 1 to 10000");
    InputException.require(
        Math.abs(firstSeed) <= LARGEST_SEED && firstSeed != Long.MIN_VALUE,
        "seed " + firstSeed + ": expected a number up to " + LARGEST_SEED);
    InputException.require(
        epochs >= 0 && epochs <= MANY, "epochs " + epochs + ": expected at least 0, up to " + MANY);
  }

  /** What becomes of the learning rate. */
  public RateSchedule rates() {
    return RateSchedule.parse(schedule);
  }

  /** The same for other seeds and at most so many epochs. */
  TrainingSettings sized(int otherSeeds, int otherEpochs) {
    return new TrainingSettings(
        otherSeeds, firstSeed, otherEpochs, network, distance, batchSize, schedule);
  }

  /**
   * The network, for images of a shape.
   *
   * @throws InputException if it does not work on such images
   */
  public NetworkSpec networkOn(Shape images) {
    return NetworkText.parse(network).on(images);
  }
}
