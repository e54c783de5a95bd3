package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.List;

/**
 * Everything that decides an experiment's outcome, as it is stored with it. Two runs of one
 * protocol on one data set and one engine give the same numbers.
 *
 * @param arms what is compared, the first being the baseline; as {@link Anchors#parse} reads them
 * @param seeds trials of each arm; seed i is {@code firstSeed + i} in every arm
 * @param tripletsPerClass triplets of each class an epoch
 * @param supply whether each epoch has new triplets
 * @param validationImages last images of the training half, kept out of training and of the means
 * @param margin of the loss; the same in every arm
 * @param pixelScale factor on pixels
 * @param testTripletsPerClass triplets of each class that a test draws from the test images
 * @param neighbours k of the nearest-neighbour classifier
 */
public record Protocol(
    List<String> arms,
    int seeds,
    long firstSeed,
    int epochs,
    int tripletsPerClass,
    Supply supply,
    int validationImages,
    String network,
    Distance distance,
    float margin,
    double learningRate,
    int batchSize,
    float pixelScale,
    int testTripletsPerClass,
    int neighbours) {

  /** Fewer seeds than this cannot show a difference: the smallest two-sided p of 5 is 0.0625. */
  public static final int SEEDS_FOR_A_VERDICT = 6;

  /** Means from training images, new triplets each epoch, pixels 0..1. */
  public static final Protocol DEFAULT =
      new Protocol(
          List.of("random", "mean:30"),
          10,
          1,
          10,
          3000,
          Supply.FRESH,
          10_000,
          NetworkSpec.DEFAULT.toString(),
          Distance.EUCLIDEAN,
          1,
          1e-3,
          128,
          TrainingSpec.UNIT_PIXELS,
          3000,
          5);

  public Protocol {
    arms = List.copyOf(arms);
    require(!arms.isEmpty(), "arms: none; expected e.g. random,mean:30");
    arms.forEach(Anchors::parse);
    require(arms.stream().distinct().count() == arms.size(), "arms " + arms + ": one is twice");
    require(seeds >= 1, "seeds " + seeds + ": expected at least 1");
    require(epochs >= 0, "epochs " + epochs + ": expected at least 0");
    require(tripletsPerClass >= 1, "triplets per class: expected at least 1");
    require(testTripletsPerClass >= 1, "test triplets per class: expected at least 1");
    require(validationImages >= 0, "validation images: expected at least 0");
    require(neighbours >= 1, "neighbours: expected at least 1");
  }

  private static void require(boolean held, String message) {
    if (!held) {
      throw new InputException(message);
    }
  }

  public List<Anchors> anchors() {
    return arms.stream().map(Anchors::parse).toList();
  }

  /** What is trained, for images of {@code pixels} pixels. */
  public TrainingSpec training(int pixels) {
    return new TrainingSpec(
        NetworkSpec.parse(network).withInputs(pixels),
        new TripletLoss(distance, margin),
        Adam.withLearningRate(learningRate),
        batchSize,
        pixelScale);
  }
}
