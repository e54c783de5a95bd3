package anchorbench.experiment.protocol;

import anchorbench.InputException;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Arms;
import anchorbench.experiment.arm.Phase;
import anchorbench.network.Adam;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.output.Json;
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
    SubsetSettings subset,
    DataSettings data,
    TrainingSettings training,
    ValidationSettings validation,
    TuningSettings tuning,
    TestSettings test) {

  public Protocol {
    subset = subset == null ? SubsetSettings.ALL : subset;
    InputException.require(
        arms != null && !arms.isEmpty(), "arms: none; expected e.g. random,mean:30");
    arms = arms.stream().map(arm -> Arms.parse(arm).name()).toList();
    InputException.require(
        arms.stream().distinct().count() == arms.size(), "arms " + arms + ": one is named twice");
    InputException.require(
        validation.validation() != JudgedBy.TRIPLETS || data.supply() == Supply.POOL,
        "validation on triplets holds them out of a pool; supply is " + data.supply());
    InputException.require(
        !tuning.areSeveral() || validation.validation() == JudgedBy.IMAGES,
        "several margins or learning rates are chosen from on validation images; validation is "
            + validation.validation());
    InputException.require(
        validation.patience() > 0
            || arms.stream().map(Arms::parse).noneMatch(Protocol::endsAPhaseByPatience),
        "arms " + arms + ": one changes when patience is over, and patience is 0");
    InputException.require(
        training.rates().plateauEpochs() == 0 || validation.validation() != JudgedBy.NONE,
        "schedule " + training.schedule() + ": without validation there is no plateau");
    // What says itself what is wrong with it.
    PixelScaling.by(data.pixelScale());
    NetworkText.parse(training.network());
    TrainingSpec.requireBatch(training.batchSize());
    for (String arm : arms) {
      InputException.require(
          training.batchSize() >= Arms.parse(arm).smallestBatch(),
          "arm %s: a batch of %s has no two classes of so many images"
              .formatted(arm, training.batchSize()));
    }
    tuning.margins().forEach(margin -> new TripletLoss(training.distance(), margin));
    tuning.learningRates().forEach(Adam::withLearningRate);
    for (ArmChoice given : tuning.chosenElsewhere()) {
      new TripletLoss(training.distance(), given.choice().margin());
      Adam.withLearningRate(given.choice().learningRate());
    }
    requireGivenToEvery(arms, tuning);
  }

  /** Margins and rates of some arms alone would leave the others to chance. */
  private static void requireGivenToEvery(List<String> arms, TuningSettings tuning) {
    List<String> given = tuning.chosenElsewhere().stream().map(ArmChoice::arm).toList();
    InputException.require(
        given.isEmpty() || !tuning.areSeveral(),
        "margins and learning rates are given arm by arm, and several are there to choose from");
    for (String arm : arms) {
      InputException.require(
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
  public Protocol with(SubsetSettings other) {
    return new Protocol(name, arms, other, data, training, validation, tuning, test);
  }

  /** The same on other triplets. */
  public Protocol with(DataSettings other) {
    return new Protocol(name, arms, subset, other, training, validation, tuning, test);
  }

  /** The same, trained otherwise. */
  public Protocol with(TrainingSettings other) {
    return new Protocol(name, arms, subset, data, other, validation, tuning, test);
  }

  /** The same, validated otherwise. */
  public Protocol with(ValidationSettings other) {
    return new Protocol(name, arms, subset, data, training, other, tuning, test);
  }

  /** The same with another choice. */
  public Protocol with(TuningSettings other) {
    return new Protocol(name, arms, subset, data, training, validation, other, test);
  }

  /** The same, tested otherwise. */
  public Protocol with(TestSettings other) {
    return new Protocol(name, arms, subset, data, training, validation, tuning, other);
  }

  /** The same on another scale, under another name. */
  public Protocol sized(String other, int seeds, int epochs) {
    return named(other).with(training.sized(seeds, epochs));
  }

  /** The same with nothing to choose. */
  public Protocol untuned(float margin, double learningRate) {
    return with(TuningSettings.only(margin, learningRate));
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

  public List<Arm> parsedArms() {
    return arms.stream().map(Arms::parse).toList();
  }

  /**
   * The kinds of anchors that are made of images, once for all trials: those that a test has, and
   * those of every arm's triplets.
   */
  public Set<Anchors> allAnchors() {
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
        new TripletLoss(training.distance(), margin),
        Adam.withLearningRate(learningRate),
        training.batchSize(),
        scaling);
  }
}
