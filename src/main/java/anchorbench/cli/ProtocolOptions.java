package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.experiment.Experiment;
import anchorbench.experiment.arm.Arms;
import anchorbench.experiment.protocol.ArmChoice;
import anchorbench.experiment.protocol.Cadence;
import anchorbench.experiment.protocol.DataSettings;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Keep;
import anchorbench.experiment.protocol.MeansFrom;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.Protocols;
import anchorbench.experiment.protocol.SubsetSettings;
import anchorbench.experiment.protocol.TestSettings;
import anchorbench.experiment.protocol.TrainingSettings;
import anchorbench.experiment.protocol.TuningSettings;
import anchorbench.experiment.protocol.ValidationSettings;
import anchorbench.network.Distance;
import anchorbench.result.RunReader;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A protocol: a preset or a file, and every setting of it that is to be another. */
final class ProtocolOptions {
  @Option(names = "--preset", description = "clean, short or blog (default: clean)")
  private String preset;

  @Option(
      names = "--protocol",
      description = "file written by --dump-protocol, instead of a preset")
  private Path file;

  @Option(
      names = "--arms",
      split = ",",
      completionCandidates = ArmNames.class,
      description = "the first is the baseline: ${COMPLETION-CANDIDATES}")
  private List<String> arms;

  @Option(
      names = "--sweep",
      paramLabel = "n=N,N,...",
      description = "random anchors, and means of so many images each, instead of --arms")
  private String sweep;

  @Option(names = "--seeds", description = "trials per arm")
  private Integer seeds;

  @Option(names = "--seed", description = "the first seed")
  private Long firstSeed;

  @Option(names = "--epochs", description = "epochs per trial, at most")
  private Integer epochs;

  @Option(
      names = "--images-per-class",
      description = "trains on the first so many images of each class; 0: on all")
  private Integer imagesPerClass;

  @Option(
      names = "--label-noise",
      description = "share of training images whose label becomes another; the others keep theirs")
  private Double labelNoise;

  @Option(
      names = "--unseen",
      split = ",",
      paramLabel = "CLASS",
      description = "numbers of classes that are not trained on: the test asks about them alone")
  private List<Integer> unseen;

  @Option(names = "--per-class", description = "triplets per class and epoch")
  private Integer perClass;

  @Option(names = "--supply", description = "fresh (new triplets in each epoch) or pool (the same)")
  private Supply supply;

  @Option(names = "--means-from", description = "train, or test as the notebook did")
  private MeansFrom meansFrom;

  @Option(names = "--validation", description = "what validation uses: none, images or triplets")
  private JudgedBy validation;

  @Option(
      names = "--validation-share",
      description = "share of the images or triplets held out for validation")
  private Double validationShare;

  @Option(
      names = "--patience",
      description = "epochs without improvement before training stops; 0: never")
  private Integer patience;

  @Option(
      names = "--validate",
      description = "each_epoch, or sparser: rarer the longer a training lasts")
  private Cadence cadence;

  @Option(names = "--keep", description = "which epoch is tested: last or best")
  private Keep keep;

  @Option(
      names = "--network",
      description = "layers: mlp, cnn, or their text, e.g. 784-128-128-64; see train")
  private String network;

  @Option(names = "--distance", description = "euclidean or squared-euclidean")
  private String distance;

  @Option(
      names = "--margin",
      split = ",",
      description = "margin of the triplet loss, or several to choose from")
  private List<Float> margins;

  @Option(
      names = "--learning-rate",
      split = ",",
      description = "learning rate of Adam, or several to choose from")
  private List<Double> learningRates;

  @Option(
      names = "--schedule",
      description =
          "of the learning rate: constant, cosine, or plateau:N (a third of it whenever validation"
              + " has not risen for N epochs)")
  private String schedule;

  @Option(names = "--tuning-seeds", description = "trials per choice of margin and learning rate")
  private Integer tuningSeeds;

  @Option(names = "--tuning-epochs", description = "epochs of each of these trials, at most")
  private Integer tuningEpochs;

  @Option(
      names = "--halvings",
      description = "rounds before the last, each with a third of the epochs, that keep a third")
  private Integer halvings;

  @Option(
      names = "--bracket",
      negatable = true,
      description = "the grid grows until the best choice has worse neighbours on every side")
  private Boolean bracket;

  @Option(
      names = "--choices",
      paramLabel = "FOLDER",
      description =
          "trains each arm with the margin and learning rate that were chosen in this experiment,"
              + " on other images perhaps; nothing is tuned")
  private Path choices;

  @Option(names = "--batch", description = "triplets per step")
  private Integer batch;

  @Mixin private PixelScaleOption pixelScale;

  @Option(names = "--test-per-class", description = "test triplets per class")
  private Integer testPerClass;

  @Option(names = "--neighbours", description = "k of the nearest-neighbour classifier")
  private Integer neighbours;

  /**
   * @throws InputException if a setting is impossible
   */
  Protocol protocol() {
    if (preset != null && file != null) {
      throw new InputException("--preset and --protocol: give one of the two");
    }
    Protocol base =
        file != null
            ? Protocols.read(file, System.err::println)
            : Protocols.preset(or(preset, "clean"));
    return new Protocol(
        base.name(),
        or(chosenArms(), base.arms()),
        new SubsetSettings(
            or(imagesPerClass, base.subset().imagesPerClass()),
            or(labelNoise, base.subset().labelNoise()),
            or(unseen, base.subset().unseenClasses())),
        data(base.data()),
        training(base.training()),
        validation(base.validation()),
        tuning(base.tuning()),
        new TestSettings(
            or(testPerClass, base.test().testTripletsPerClass()),
            or(neighbours, base.test().neighbours())));
  }

  private DataSettings data(DataSettings base) {
    return new DataSettings(
        or(perClass, base.tripletsPerClass()),
        or(supply, base.supply()),
        or(meansFrom, base.meansFrom()),
        pixelScale.isGiven() ? pixelScale.factor() : base.pixelScale(),
        pixelScale.isGiven() ? pixelScale.standardises() : base.standardise());
  }

  private TrainingSettings training(TrainingSettings base) {
    return new TrainingSettings(
        or(seeds, base.seeds()),
        or(firstSeed, base.firstSeed()),
        or(epochs, base.epochs()),
        or(network, base.network()),
        distance == null ? base.distance() : Distance.parse(distance),
        or(batch, base.batchSize()),
        or(schedule, base.schedule()));
  }

  private ValidationSettings validation(ValidationSettings base) {
    return new ValidationSettings(
        or(validation, base.validation()),
        or(validationShare, base.validationShare()),
        or(patience, base.patience()),
        or(keep, base.keep()),
        or(cadence, base.cadence()));
  }

  private TuningSettings tuning(TuningSettings base) {
    if (choices != null) {
      return chosenBefore();
    }
    if (!base.chosenElsewhere().isEmpty()) {
      refuseTuning("margins and learning rates of " + file + " were chosen elsewhere");
      return base;
    }
    List<Float> ofMargin = or(margins, base.margins());
    List<Double> ofRate = or(learningRates, base.learningRates());
    // Who gives one margin and one rate has chosen.
    boolean chosen =
        margins != null && learningRates != null && ofMargin.size() * ofRate.size() == 1;
    return new TuningSettings(
        ofMargin,
        ofRate,
        or(tuningSeeds, base.tuningSeeds()),
        or(tuningEpochs, base.tuningEpochs()),
        or(halvings, chosen ? 0 : halvingsWithin(base)),
        or(bracket, !chosen && base.brackets()),
        List.of());
  }

  /** What another experiment chose. */
  private TuningSettings chosenBefore() {
    refuseTuning("--choices: nothing is left to choose");
    Experiment.Outcome other = RunReader.read(choices).experiment();
    List<ArmChoice> chosen = other == null ? List.of() : chosenBy(other);
    InputException.require(
        !chosen.isEmpty(), "--choices " + choices + ": nothing was chosen there");
    return TuningSettings.of(chosen);
  }

  /** Here, or in another experiment before. */
  private static List<ArmChoice> chosenBy(Experiment.Outcome other) {
    return other.tunings().isEmpty()
        ? other.protocol().tuning().chosenElsewhere()
        : other.tunings().stream().map(each -> new ArmChoice(each.arm(), each.choice())).toList();
  }

  private void refuseTuning(String because) {
    List<String> useless = new ArrayList<>();
    addIfGiven(useless, "--margin", margins);
    addIfGiven(useless, "--learning-rate", learningRates);
    addIfGiven(useless, "--tuning-seeds", tuningSeeds);
    addIfGiven(useless, "--tuning-epochs", tuningEpochs);
    addIfGiven(useless, "--halvings", halvings);
    addIfGiven(useless, "--bracket", bracket);
    InputException.require(
        useless.isEmpty(), because + "; leave out " + String.join(", ", useless));
  }

  private static void addIfGiven(List<String> names, String name, Object value) {
    if (value != null) {
      names.add(name);
    }
  }

  /** As many as the preset has, but for tuning epochs that have no room for them. */
  private int halvingsWithin(TuningSettings base) {
    int epochs = or(tuningEpochs, base.tuningEpochs());
    return Math.min(base.halvings(), TuningSettings.mostHalvings(epochs));
  }

  private static <T> T or(T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  private List<String> chosenArms() {
    if (sweep == null) {
      return arms;
    }
    if (arms != null) {
      throw new InputException("--arms and --sweep: give one of the two");
    }
    if (!sweep.matches("n=[0-9]+(,[0-9]+)*")) {
      throw new InputException("--sweep '" + sweep + "': expected e.g. n=1,10,100");
    }
    List<String> swept = new ArrayList<>(List.of("random"));
    for (String n : sweep.substring(2).split(",", -1)) {
      swept.add("mean:" + n);
    }
    return swept;
  }

  /** For the help of {@code --arms}. */
  static final class ArmNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      // A description is a format.
      return Arms.names().stream().map(name -> name.replace("%", "%%")).iterator();
    }
  }
}
