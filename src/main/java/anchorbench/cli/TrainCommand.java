package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.engine.Engine;
import anchorbench.engine.LoadedImages;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.TrainingLoop;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Arms;
import anchorbench.memory.JavaHeap;
import anchorbench.model.Model;
import anchorbench.model.OnnxFile;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.trace.Plan;
import anchorbench.trace.Trace;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One training run. */
@Command(
    name = "train",
    description = {
      "Trains one network and writes its weights.",
      "The last step of an epoch is smaller if its triplets do not fill a batch."
    })
final class TrainCommand implements Runnable {
  private static final int DEFAULT_EPOCHS = 10;

  @Mixin private DataOptions data;
  @Mixin private EngineOptions engines;
  @Mixin private AnchorOptions anchorOptions;
  @Mixin private PixelScaleOption pixelScale;

  @Option(names = "--steps", description = "number of steps, instead of --epochs")
  private Integer steps;

  @Option(
      names = "--epochs",
      description = "passes over the triplets (default: " + DEFAULT_EPOCHS + ")")
  private Integer epochs;

  @Option(
      names = "--batch",
      defaultValue = "128",
      description = "triplets per step (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--margin",
      defaultValue = "1",
      description = "margin of the triplet loss (default: ${DEFAULT-VALUE})")
  private float margin;

  @Option(
      names = "--distance",
      defaultValue = "euclidean",
      description = "euclidean or squared-euclidean (default: ${DEFAULT-VALUE})")
  private String distance;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      description = "learning rate of Adam (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Mixin private NetworkOption network;

  @Option(
      names = "--per-class",
      defaultValue = "3000",
      description = "triplets per class and epoch (default: ${DEFAULT-VALUE})")
  private int perClass;

  @Option(names = "--pool", description = "uses the same triplets in every epoch")
  private boolean pool;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "seed of weights and triplets (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--out",
      description =
          "file of the weights, with spec.json beside it (default: weights.npz; none with --trace)")
  private Path out;

  @Option(names = "--onnx", description = "also writes the network as ONNX to this file")
  private Path onnx;

  @Option(names = "--trace", description = "folder for everything that a replay elsewhere needs")
  private Path trace;

  @Override
  public void run() {
    NetworkText layers = network.text();
    TripletLoss loss = new TripletLoss(Distance.parse(distance), margin);
    Adam adam = Adam.withLearningRate(learningRate);
    TrainingSpec.requireBatch(batch);
    if (steps != null && epochs != null) {
      throw new InputException("--steps and --epochs: give one of the two");
    }
    anchorOptions.anchors();
    pixelScale.requireSound();
    DataSet set = data.load();
    TrainingSpec spec =
        new TrainingSpec(
            layers.on(set.train().shape()), loss, adam, batch, pixelScale.scaling(set.train()));
    JavaHeap.require("--network " + layers, TrainingSpec.heapBytes(spec.network()));
    TripletSampler sampler =
        new TripletSampler(
            new ClassIndex(set.train()),
            anchorOptions.anchors(),
            pool ? Supply.POOL : Supply.FRESH,
            perClass,
            seed);
    if (batch > sampler.tripletsPerEpoch()) {
      throw new InputException(
          "--batch " + batch + ": an epoch has only " + sampler.tripletsPerEpoch() + " triplets");
    }
    int wanted = steps(Math.ceilDiv(sampler.tripletsPerEpoch(), batch));
    Arm arm = Arms.parse(anchorOptions.anchors().toString());
    try (Engine engine = engines.open(spec.network());
        LoadedImages images = LoadedImages.on(engine, set.train())) {
      AnchorTable table = anchorOptions.table(engine, set);
      try (TrainingLoop loop = new TrainingLoop(images, arm, table, spec, sampler, seed)) {
        Plan plan = trace == null ? null : new Plan(wanted, batch);
        train(loop, wanted, plan);
        Weights weights = loop.weights();
        if (trace != null) {
          new Trace(spec, loop.initial(), arm.name(), table, plan, seed).write(trace, weights, set);
          System.out.println(trace);
        }
        save(new Model(weights, spec.scaling(), spec.loss().distance(), margin), set.train());
      }
    }
  }

  /** Of the whole run. */
  private int steps(int stepsPerEpoch) {
    long epochsWanted = epochs != null ? epochs : DEFAULT_EPOCHS;
    long wanted = steps != null ? steps : epochsWanted * stepsPerEpoch;
    if (wanted < 1) {
      throw new InputException("nothing to train: --steps and --epochs start at 1");
    }
    String asked = steps != null ? "--steps " + steps : "--epochs " + epochsWanted;
    JavaHeap.elements(asked, wanted);
    JavaHeap.require(asked + ", the losses of all its steps", 2L * Integer.BYTES * wanted);
    if (trace != null) {
      JavaHeap.elements(asked + ", the triplets of all its steps", 3 * wanted * batch);
      JavaHeap.require(asked, 6L * Integer.BYTES * wanted * batch);
    }
    return (int) wanted;
  }

  /**
   * Trains epoch after epoch and prints a line for each.
   *
   * @param plan to be filled, or null
   */
  private void train(TrainingLoop loop, int wanted, Plan plan) {
    long nanos = 0;
    int done = 0;
    for (int number = 0; done < wanted; number++) {
      TrainingLoop.Epoch epoch = loop.epoch(number, wanted - done);
      float[] losses = epoch.steps().losses();
      for (int step = 0; step < losses.length; step++) {
        if (!Float.isFinite(losses[step])) {
          System.out.printf(
              Locale.ROOT, "DIVERGED: the loss of step %d is %f%n", done + step, losses[step]);
        }
      }
      done += losses.length;
      nanos += epoch.nanos();
      System.out.printf(
          Locale.ROOT,
          "epoch %d, step %d: mean loss %.5f, %.1f %% of its %,d triplets active%n",
          number + 1,
          done,
          epoch.steps().loss(),
          100 * epoch.steps().activeShare(),
          epoch.steps().trained());
      if (plan != null) {
        plan.add(epoch.triplets(), losses);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d steps in %.3f s, %.1f us per step%n",
        done,
        nanos / 1e9,
        nanos / 1e3 / done);
  }

  private void save(Model model, ImageSet images) {
    if (trace == null || out != null) {
      Path file = out != null ? out : Path.of("weights.npz");
      model.save(file, images.shape());
      System.out.println(file);
    }
    if (onnx != null) {
      OnnxFile.write(onnx, model);
      System.out.println(onnx);
    }
  }
}
