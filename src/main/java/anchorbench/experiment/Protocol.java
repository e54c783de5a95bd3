package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Arms;
import anchorbench.experiment.arm.Phase;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.output.Json;
import anchorbench.statistics.PairedDifference;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that decides an experiment's outcome, as it is stored with it. Two runs of one
 * protocol on one data set and one engine give the same numbers.
 *
 * @param name the preset it began as
 * @param arms what is compared, the first being the baseline; as {@link Arms#parse} reads them
 */
public record Protocol(
    String name,
    List<String> arms,
    Subset subset,
    Data data,
    Training training,
    Validation validation,
    Choices tuning,
    Test test) {

  /**
   * Which of the images take part, and what is wrong with their labels.
   *
   * @param imagesPerClass the first so many of each class that is trained on, behind the split for
   *     validation; 0 for all
   * @param labelNoise share of the images that are trained on whose label becomes one of another
   *     class; validation and test images keep theirs
   * @param unseenClasses by number, classes that are neither trained on nor validated with: the
   *     test asks about them alone
   */
  public record Subset(int imagesPerClass, double labelNoise, List<Integer> unseenClasses) {
    /** All images as they are. */
    public static final Subset ALL = new Subset(0, 0, List.of());

    public Subset {
      unseenClasses =
          unseenClasses == null ? List.of() : unseenClasses.stream().sorted().distinct().toList();
      require(imagesPerClass >= 0, "images per class: expected at least 1, or 0 for all");
      require(
          labelNoise >= 0 && labelNoise < 1,
          "label noise " + labelNoise + ": expected a share from 0 on, below 1");
      require(
          unseenClasses.isEmpty() || unseenClasses.size() >= 2,
          "unseen classes " + unseenClasses + ": expected at least two, to tell one from another");
    }
  }

  /**
   * What triplets are made of.
   *
   * @param tripletsPerClass triplets per class and epoch
   * @param supply whether each epoch has new triplets
   * @param meansFrom which images mean and medoid anchors are made of
   * @param pixelScale factor on pixels
   * @param standardise whether pixels are scaled by the mean and the standard deviation of each
   *     channel of the images that are trained on, and {@code pixelScale}, which is 1, does nothing
   */
  public record Data(
      int tripletsPerClass,
      Supply supply,
      MeansFrom meansFrom,
      float pixelScale,
      boolean standardise) {
    public Data {
      require(tripletsPerClass >= 1, "triplets per class: expected at least 1");
      require(
          pixelScale > 0 && pixelScale <= 1,
          "pixel scale " + pixelScale + ": expected a number above 0, up to 1");
      require(
          !standardise || pixelScale == 1,
          "pixel scale " + pixelScale + " of standardised pixels: expected 1, it does nothing");
    }

    /**
     * How pixels are scaled.
     *
     * @param trained the images that are trained on, and no others
     */
    public PixelScaling scaling(ImageSet trained) {
      return standardise ? PixelScaling.standardised(trained) : PixelScaling.by(pixelScale);
    }
  }

  /**
   * What is trained, and how long.
   *
   * @param seeds trials of each arm; seed i is {@code firstSeed + i} in every arm
   * @param epochs at most
   * @param schedule of the learning rate, as {@link RateSchedule#parse} reads it
   */
  public record Training(
      int seeds,
      long firstSeed,
      int epochs,
      String network,
      Distance distance,
      int batchSize,
      String schedule) {
    public Training {
      schedule = RateSchedule.parse(schedule == null ? "constant" : schedule).toString();
      require(seeds >= 1 && seeds <= 10_000, "seeds " + seeds + ": expected 1 to 10000");
      require(
          Math.abs(firstSeed) <= LARGEST_SEED && firstSeed != Long.MIN_VALUE,
          "seed " + firstSeed + ": expected a number up to " + LARGEST_SEED);
      require(
          epochs >= 0 && epochs <= MANY,
          "epochs " + epochs + ": expected at least 0, up to " + MANY);
    }

    /** What becomes of the learning rate. */
    RateSchedule rates() {
      return RateSchedule.parse(schedule);
    }

    /** The same for other seeds and at most so many epochs. */
    Training sized(int otherSeeds, int otherEpochs) {
      return new Training(
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

  /**
   * Which network of a training is tested, chosen without the test images.
   *
   * @param validation what each epoch is judged by
   * @param validationShare of the training images (the last ones), or of the pool's triplets, that
   *     is not trained on
   * @param patience epochs without a better validation after which training stops; 0 never stops
   * @param keep which epoch's network is tested
   * @param cadence which epochs are validated
   */
  public record Validation(
      JudgedBy validation, double validationShare, int patience, Keep keep, Cadence cadence) {
    public Validation {
      cadence = cadence == null ? Cadence.EACH_EPOCH : cadence;
      require(
          validation == JudgedBy.NONE || (validationShare > 0 && validationShare < 1),
          "validation share " + validationShare + ": expected a number between 0 and 1");
      require(patience >= 0, "patience " + patience + ": expected at least 0");
      require(
          validation != JudgedBy.NONE || (patience == 0 && keep == Keep.LAST),
          "without validation nothing can stop early or be best: patience 0, keep LAST");
    }
  }

  /**
   * What each arm chooses from before its trials.
   *
   * @param margins of the loss to choose from, arm by arm; one of them is no choice
   * @param learningRates likewise
   * @param tuningSeeds trials of each choice; their seeds are no trial's
   * @param tuningEpochs of each of them, at most
   * @param halvings how often the choices are cut to a third: a round before the last has a third
   *     of the next one's epochs
   * @param brackets whether the grid grows until the best choice has worse neighbours on every
   *     side; a single margin or rate is given and stays
   * @param chosenElsewhere what each arm is trained with, by another experiment; empty if it is
   *     chosen here, or the same for all
   */
  public record Choices(
      List<Float> margins,
      List<Double> learningRates,
      int tuningSeeds,
      int tuningEpochs,
      int halvings,
      boolean brackets,
      List<ArmChoice> chosenElsewhere) {
    public Choices {
      chosenElsewhere = chosenElsewhere == null ? List.of() : List.copyOf(chosenElsewhere);
      margins = List.copyOf(margins);
      learningRates = List.copyOf(learningRates);
      require(!margins.isEmpty(), "margins: none");
      require(!learningRates.isEmpty(), "learning rates: none");
      require(
          tuningSeeds >= 1 && tuningSeeds <= 10_000,
          "tuning seeds " + tuningSeeds + ": expected 1 to 10000");
      require(
          tuningEpochs >= 1 && tuningEpochs <= MANY,
          "tuning epochs " + tuningEpochs + ": expected 1 to " + MANY);
      require(
          halvings >= 0 && halvings <= mostHalvings(tuningEpochs),
          "halvings %s of %s tuning epochs: expected at least one epoch in the first round"
              .formatted(halvings, tuningEpochs));
    }

    /** Rounds before the last for which there are epochs: the first has one or more. */
    public static int mostHalvings(int tuningEpochs) {
      int most = 0;
      for (int left = tuningEpochs / TuningSearch.CUT; left >= 1; left /= TuningSearch.CUT) {
        most++;
      }
      return most;
    }

    /** Nothing to choose. */
    public static Choices only(float margin, double learningRate) {
      return new Choices(List.of(margin), List.of(learningRate), 1, 1, 0, false, List.of());
    }

    /**
     * Nothing to choose, since it has been chosen.
     *
     * @param given for each arm; at least one
     */
    public static Choices of(List<ArmChoice> given) {
      ArmChoice first = given.getFirst();
      return new Choices(
          List.of(first.margin()), List.of(first.learningRate()), 1, 1, 0, false, given);
    }

    /** What an arm is trained with where nothing is chosen. */
    Tuning.Choice givenTo(String arm) {
      return chosenElsewhere.stream()
          .filter(each -> each.arm().equals(arm))
          .map(each -> new Tuning.Choice(each.margin(), each.learningRate()))
          .findFirst()
          .orElseGet(() -> new Tuning.Choice(margins.getFirst(), learningRates.getFirst()));
    }

    /** Whether there is anything to choose. */
    boolean areSeveral() {
      return margins.size() * learningRates.size() > 1;
    }
  }

  /** One arm's margin and learning rate, as another experiment chose them. */
  public record ArmChoice(String arm, float margin, double learningRate) {}

  /**
   * What the test images are asked.
   *
   * @param testTripletsPerClass triplets of each class that a test draws from the test images
   * @param neighbours k of the nearest-neighbour classifier
   */
  public record Test(int testTripletsPerClass, int neighbours) {
    public Test {
      require(testTripletsPerClass >= 1, "test triplets per class: expected at least 1");
      require(neighbours >= 1, "neighbours: expected at least 1");
    }
  }

  /** Which half mean and medoid anchors come from. */
  public enum MeansFrom {
    TRAIN,
    /** The original's way: a leak. */
    TEST
  }

  /** What each epoch is judged by, without the test images. */
  public enum JudgedBy {
    NONE,
    /** {@link anchorbench.metric.PrecisionAtOne} among images that are not trained on. */
    IMAGES,
    /** The loss of triplets that are not trained on, of images that are: the original's way. */
    TRIPLETS
  }

  /** Which epoch's network is tested. */
  public enum Keep {
    LAST,
    BEST
  }

  /** Which epochs are validated. */
  public enum Cadence {
    EACH_EPOCH,
    /**
     * Each up to the 16th, every second up to the 32nd, every fourth up to the 64th, and so on; the
     * last one, too. A long training's validation costs little then, and a curve over its logarithm
     * has the same number of points everywhere.
     */
    SPARSER;

    private static final int DENSE = 16;

    /**
     * @param epoch from 1
     */
    boolean judges(int epoch, int epochs) {
      int every = epoch <= DENSE ? 1 : Integer.highestOneBit((epoch - 1) / DENSE) * 2;
      return this == EACH_EPOCH || epoch == epochs || epoch % every == 0;
    }
  }

  /** Seeds of tests and tuning are added to those of trials. */
  private static final long LARGEST_SEED = 1L << 62;

  /** Epochs that a machine has time for. */
  private static final int MANY = 1_000_000;

  public Protocol {
    subset = subset == null ? Subset.ALL : subset;
    require(arms != null && !arms.isEmpty(), "arms: none; expected e.g. random,mean:30");
    arms = arms.stream().map(arm -> Arms.parse(arm).name()).toList();
    require(
        arms.stream().distinct().count() == arms.size(), "arms " + arms + ": one is named twice");
    require(
        validation.validation() != JudgedBy.TRIPLETS || data.supply() == Supply.POOL,
        "validation on triplets holds them out of a pool; supply is " + data.supply());
    require(
        !tuning.areSeveral() || validation.validation() == JudgedBy.IMAGES,
        "several margins or learning rates are chosen from on validation images; validation is "
            + validation.validation());
    require(
        validation.patience() > 0
            || arms.stream().map(Arms::parse).noneMatch(Protocol::endsAPhaseByPatience),
        "arms " + arms + ": one changes when patience is over, and patience is 0");
    require(
        training.rates().plateauEpochs() == 0 || validation.validation() != JudgedBy.NONE,
        "schedule " + training.schedule() + ": without validation there is no plateau");
    // What says itself what is wrong with it.
    PixelScaling.by(data.pixelScale());
    NetworkText.parse(training.network);
    TrainingSpec.requireBatch(training.batchSize);
    for (String arm : arms) {
      require(
          training.batchSize() >= Arms.parse(arm).smallestBatch(),
          "arm %s: a batch of %s has no two classes of so many images"
              .formatted(arm, training.batchSize()));
    }
    tuning.margins().forEach(margin -> new TripletLoss(training.distance, margin));
    tuning.learningRates().forEach(Adam::withLearningRate);
    for (ArmChoice given : tuning.chosenElsewhere()) {
      new TripletLoss(training.distance, given.margin());
      Adam.withLearningRate(given.learningRate());
    }
    requireGivenToEvery(arms, tuning);
  }

  /** Margins and rates of some arms alone would leave the others to chance. */
  private static void requireGivenToEvery(List<String> arms, Choices tuning) {
    List<String> given = tuning.chosenElsewhere().stream().map(ArmChoice::arm).toList();
    require(
        given.isEmpty() || !tuning.areSeveral(),
        "margins and learning rates are given arm by arm, and several are there to choose from");
    for (String arm : arms) {
      require(
          given.isEmpty() || given.contains(arm),
          "arm %s: no margin and learning rate is given for it, only for %s"
              .formatted(arm, String.join(", ", given)));
    }
  }

  private static boolean endsAPhaseByPatience(Arm arm) {
    return arm.phases().stream().anyMatch(Phase::endsByPatience);
  }

  /** The same under another name. */
  public Protocol named(String other) {
    return new Protocol(other, arms, subset, data, training, validation, tuning, test);
  }

  /** The same with other arms. */
  public Protocol with(List<String> others) {
    return new Protocol(name, others, subset, data, training, validation, tuning, test);
  }

  /** The same on other images of the set. */
  public Protocol with(Subset other) {
    return new Protocol(name, arms, other, data, training, validation, tuning, test);
  }

  /** The same on other triplets. */
  public Protocol with(Data other) {
    return new Protocol(name, arms, subset, other, training, validation, tuning, test);
  }

  /** The same, trained otherwise. */
  public Protocol with(Training other) {
    return new Protocol(name, arms, subset, data, other, validation, tuning, test);
  }

  /** The same, validated otherwise. */
  public Protocol with(Validation other) {
    return new Protocol(name, arms, subset, data, training, other, tuning, test);
  }

  /** The same with another choice. */
  public Protocol with(Choices other) {
    return new Protocol(name, arms, subset, data, training, validation, other, test);
  }

  /** The same, tested otherwise. */
  public Protocol with(Test other) {
    return new Protocol(name, arms, subset, data, training, validation, tuning, other);
  }

  /** The same on another scale, under another name. */
  public Protocol sized(String other, int seeds, int epochs) {
    return named(other).with(training.sized(seeds, epochs));
  }

  /** The same with nothing to choose. */
  public Protocol untuned(float margin, double learningRate) {
    return with(Choices.only(margin, learningRate));
  }

  /** Every setting by its name, whatever group it is in; names are unique. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    Json.settings(this)
        .forEach(
            (key, value) -> {
              if (value instanceof Map<?, ?> group) {
                group.forEach((name, setting) -> settings.put(String.valueOf(name), setting));
              } else {
                settings.put(key, value);
              }
            });
    return settings;
  }

  /** Whether there is a setting of that name. */
  public static boolean isSetting(String name) {
    return Protocols.CLEAN.settings().containsKey(name);
  }

  /**
   * What is another value in a baseline, e.g. {@code seeds 10 instead of 6}.
   *
   * @param ignored names of settings
   */
  public String differences(Protocol baseline, Set<String> ignored) {
    Map<String, Object> there = baseline.settings();
    List<String> differences = new ArrayList<>();
    settings()
        .forEach(
            (name, here) -> {
              if (!here.equals(there.get(name)) && !ignored.contains(name)) {
                differences.add("%s %s instead of %s".formatted(name, here, there.get(name)));
              }
            });
    return String.join(", ", differences);
  }

  private static void require(boolean held, String message) {
    if (!held) {
      throw new InputException(message);
    }
  }

  public List<Arm> parsedArms() {
    return arms.stream().map(Arms::parse).toList();
  }

  /**
   * The kinds of anchors that are made of images, once for all trials: those that a test has, and
   * those of every arm's triplets.
   */
  Set<Anchors> allAnchors() {
    Set<Anchors> kinds = new LinkedHashSet<>(testAnchors());
    parsedArms().forEach(arm -> arm.phases().forEach(phase -> kinds.add(phase.anchors())));
    return kinds;
  }

  /** The kinds of anchors a test has: random, centroids, means, and each arm's own. */
  public Set<Anchors> testAnchors() {
    Set<Anchors> kinds = new LinkedHashSet<>();
    kinds.add(Anchors.RANDOM);
    parsedArms().forEach(arm -> kinds.add(arm.anchors()));
    if (kinds.stream().noneMatch(Anchors.ClassMean.class::isInstance)) {
      kinds.add(meansOfSomePhase());
    }
    kinds.add(Anchors.CENTROID);
    return kinds;
  }

  /** Where no arm ends with means: those that one begins with, or else the notebook's. */
  private Anchors meansOfSomePhase() {
    int few = subset.imagesPerClass();
    return parsedArms().stream()
        .flatMap(arm -> arm.phases().stream())
        .map(Phase::anchors)
        .filter(Anchors.ClassMean.class::isInstance)
        .findFirst()
        .orElse(
            new Anchors.ClassMean(
                few == 0 ? Anchors.DEFAULT_PER_CLASS : Math.min(few, Anchors.DEFAULT_PER_CLASS)));
  }

  /** The mean anchors of the table that crosses training with test: the first arm's of the kind. */
  public Anchors.ClassMean meanTest() {
    return testAnchors().stream()
        .filter(Anchors.ClassMean.class::isInstance)
        .map(Anchors.ClassMean.class::cast)
        .findFirst()
        .orElseThrow();
  }

  public boolean tunes() {
    return tuning.areSeveral();
  }

  /**
   * The fewest seeds that can show a difference: the smallest two-sided p of n sign flips is 2^(1 -
   * n), which Holm multiplies by the number of arms compared. 6 for one, 8 for four.
   */
  public int seedsForAVerdict() {
    int seeds = 1;
    while (Math.scalb(arms.size() - 1.0, 1 - seeds) >= PairedDifference.LEVEL) {
      seeds++;
    }
    return seeds;
  }

  /** Training images of {@code count} that are kept for validation. */
  public int validationImages(int count) {
    return validation.validation() == JudgedBy.IMAGES
        ? (int) Math.round(validation.validationShare() * count)
        : 0;
  }

  /** What is trained, for images of a shape. */
  public TrainingSpec spec(Shape images, PixelScaling scaling, float margin, double learningRate) {
    return new TrainingSpec(
        training.networkOn(images),
        new TripletLoss(training.distance, margin),
        Adam.withLearningRate(learningRate),
        training.batchSize,
        scaling);
  }
}
