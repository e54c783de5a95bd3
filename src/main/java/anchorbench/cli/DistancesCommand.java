package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.engine.Engine;
import anchorbench.engine.LoadedImages;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.ClassDistances;
import anchorbench.experiment.TrainingLoop;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Arms;
import anchorbench.model.Model;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.output.Json;
import anchorbench.report.DistancesText;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How far apart embeddings of test images are: the original's last step, over all of them. */
@Command(
    name = "distances",
    description =
        "Shows distances of test embeddings within and between classes: one draw as in the"
            + " original, then all classes, with Mahalanobis distances of each class's own images"
            + " and of others.")
final class DistancesCommand implements Runnable {
  private static final int PER_CLASS = 3000;

  @Mixin private DataOptions data;
  @Mixin private EngineOptions engines;
  @Mixin private AnchorOptions anchors;
  @Mixin private PixelScaleOption pixelScale;

  @Option(
      names = "--model",
      description = "model saved by train (default: a network is trained first)")
  private Path path;

  @Mixin private NetworkOption networkOption;

  @Option(
      names = "--epochs",
      defaultValue = "10",
      description = "epochs of training without --model (default: 10)")
  private int epochs;

  @Option(
      names = "--target",
      defaultValue = "0",
      description = "number of the class that is drawn (default: 0)")
  private int target;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "seed of all draws (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--out", description = "file to write the same figures to, as JSON")
  private Path out;

  @Override
  public void run() {
    pixelScale.requireSound();
    NetworkText layers = networkOption.text();
    if (path != null && pixelScale.isGiven()) {
      throw new InputException(
          "--model and --pixel-scale: a model has its own; give one of the two");
    }
    if (path != null && networkOption.isGiven()) {
      throw new InputException("--model and --network: a model is one; give one of the two");
    }
    Model saved = path == null ? null : Model.load(path);
    DataSet set = data.load();
    if (target < 0 || target >= set.test().classes()) {
      throw new InputException(
          String.format(
              Locale.ROOT, "--target %d: classes are 0 to %d", target, set.test().classes() - 1));
    }
    if (saved != null) {
      ModelFit.require(saved, path, set);
    }
    NetworkSpec network = saved != null ? saved.weights().spec() : layers.on(set.train().shape());
    try (Engine engine = engines.open(network);
        LoadedImages train = LoadedImages.on(engine, set.train());
        LoadedImages test = LoadedImages.on(engine, set.test())) {
      Model model = saved != null ? saved : fresh(engine, network, set, train);
      ClassDistances found =
          ClassDistances.of(
              train.session().embed(model.weights(), model.scaling()),
              set.train().labels(),
              test.session().embed(model.weights(), model.scaling()),
              set.test(),
              model.distance(),
              PER_CLASS,
              seed);
      System.out.print(DistancesText.of(found, target));
      if (out != null) {
        Json.write(out, found);
        System.out.println(out);
      }
    }
  }

  private Model fresh(Engine engine, NetworkSpec network, DataSet set, LoadedImages train) {
    TrainingSpec spec =
        new TrainingSpec(
            network, TripletLoss.DEFAULT, Adam.DEFAULT, 128, pixelScale.scaling(set.train()));
    TripletSampler sampler =
        new TripletSampler(train.index(), anchors.anchors(), Supply.FRESH, PER_CLASS, seed);
    Arm arm = Arms.parse(anchors.anchors().toString());
    AnchorTable table = anchors.table(engine, set);
    try (TrainingLoop loop = new TrainingLoop(train, arm, table, spec, sampler, seed)) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        loop.epoch(epoch);
      }
      System.out.printf(
          Locale.ROOT,
          "trained for %d epochs with %s anchors, seed %d%n",
          epochs,
          anchors.anchors(),
          seed);
      return new Model(loop.weights(), spec.scaling(), Distance.EUCLIDEAN, spec.loss().margin());
    }
  }
}
