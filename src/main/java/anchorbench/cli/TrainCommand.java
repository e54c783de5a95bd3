package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.engine.Engine;
import anchorbench.engine.ImageStore;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.memory.JavaHeap;
import anchorbench.model.Model;
import anchorbench.model.OnnxFile;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.trace.Trace;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One training run. */
@Command(
    name = "train",
    description = {
      "Trains one network and writes its weights.",
      "Only whole batches are trained on; what is left of an epoch is not used."
    })
final class TrainCommand implements Runnable {
  private static final int DEFAULT_EPOCHS = 10;

  @Mixin private DataOptions data;
  @Mixin private EngineOptions engines;
  @Mixin private AnchorOptions anchorOptions;

  @Option(names = "--steps", description = "how many steps, instead of --epochs")
  private Integer steps;

  @Option(
      names = "--epochs",
      description = "passes over the triplets (default: " + DEFAULT_EPOCHS + ")")
  private Integer epochs;

  @Option(names = "--batch", defaultValue = "128", description = "default: ${DEFAULT-VALUE}")
  private int batch;

  @Option(names = "--margin", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private float margin;

  @Option(
      names = "--distance",
      defaultValue = "euclidean",
      description = "euclidean or squared-euclidean (default: ${DEFAULT-VALUE})")
  private String distance;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.001",
      description = "default: ${DEFAULT-VALUE}")
  private double learningRate;

  @Option(
      names = "--network",
      defaultValue = "784-128-128-64",
      description = "widths; the first follows the images (default: ${DEFAULT-VALUE})")
  private String network;

  @Option(
      names = "--per-class",
      defaultValue = "3000",
      description = "triplets of each class an epoch (default: ${DEFAULT-VALUE})")
  private int perClass;

  @Option(names = "--pool", description = "the same triplets in every epoch")
  private boolean pool;

  @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--out",
      description = "weights, spec.json beside them (default: weights.npz, with --trace none)")
  private Path out;

  @Option(names = "--onnx", description = "the network as ONNX, for other runtimes")
  private Path onnx;

  @Option(
      names = "--trace",
      description = "folder for all that is needed to replay the run elsewhere")
  private Path trace;

  @Override
  public void run() {
    TrainingSpec asked = spec(NetworkSpec.parse(network));
    if (steps != null && epochs != null) {
      throw new InputException("--steps and --epochs: give one of the two");
    }
    anchorOptions.anchors();
    DataSet set = data.load();
    TrainingSpec spec = spec(asked.network().withInputs(set.train().pixelsPerImage()));
    JavaHeap.require("--network " + network, TrainingSpec.heapBytes(spec.network()));
    TripletSampler sampler =
        new TripletSampler(
            new ClassIndex(set.train()),
            anchorOptions.anchors(),
            pool ? Supply.POOL : Supply.FRESH,
            perClass,
            seed);
    int stepsPerEpoch = sampler.tripletsPerEpoch() / batch;
    if (stepsPerEpoch == 0) {
      throw new InputException(
          "--batch " + batch + ": an epoch has only " + sampler.tripletsPerEpoch() + " triplets");
    }
    int wanted = steps(stepsPerEpoch);
    try (Engine engine = engines.open();
        ImageStore images = engine.load(set.train())) {
      AnchorTable table = anchorOptions.table(engine, set);
      Weights initial = Weights.glorotUniform(spec.network(), seed);
      TripletIndices plan = plan(sampler, wanted, stepsPerEpoch);
      float[] losses = new float[wanted];
      try (Trainer trainer = engine.newTrainer(images, table, spec, initial)) {
        train(trainer, plan, losses, stepsPerEpoch);
        String arm = anchorOptions.anchors().toString();
        save(trainer.weights(), new Trace(spec, initial, arm, table, plan, losses, seed), set);
      }
    }
  }

  /** Of the whole run, whose triplets are planned before it begins. */
  private int steps(int stepsPerEpoch) {
    long epochsWanted = epochs != null ? epochs : DEFAULT_EPOCHS;
    long wanted = steps != null ? steps : epochsWanted * stepsPerEpoch;
    if (wanted < 1) {
      throw new InputException("nothing to train: --steps and --epochs start at 1");
    }
    String asked = steps != null ? "--steps " + steps : "--epochs " + epochsWanted;
    JavaHeap.elements(asked + ", the triplets of all its steps", 3 * wanted * batch);
    JavaHeap.require(asked, (trace == null ? 3L : 6L) * Integer.BYTES * wanted * batch);
    return (int) wanted;
  }

  private TrainingSpec spec(NetworkSpec widths) {
    return new TrainingSpec(
        widths,
        new TripletLoss(Distance.parse(distance), margin),
        Adam.withLearningRate(learningRate),
        batch,
        TrainingSpec.UNIT_PIXELS);
  }

  /** The triplets of every step, in order: whole batches of epoch after epoch. */
  private TripletIndices plan(TripletSampler sampler, int wanted, int stepsPerEpoch) {
    TripletIndices plan = TripletIndices.allocate(Math.multiplyExact(wanted, batch));
    for (int step = 0; step < wanted; step += stepsPerEpoch) {
      TripletIndices epoch = sampler.epoch(step / stepsPerEpoch);
      int count = Math.min(stepsPerEpoch, wanted - step) * batch;
      System.arraycopy(epoch.anchor(), 0, plan.anchor(), step * batch, count);
      System.arraycopy(epoch.positive(), 0, plan.positive(), step * batch, count);
      System.arraycopy(epoch.negative(), 0, plan.negative(), step * batch, count);
    }
    return plan;
  }

  private void train(Trainer trainer, TripletIndices plan, float[] losses, int stepsPerEpoch) {
    long start = System.nanoTime();
    for (int step = 0; step < losses.length; step++) {
      losses[step] = trainer.step(plan, step * batch, batch);
      if (!Float.isFinite(losses[step])) {
        System.out.printf(Locale.ROOT, "DIVERGED: the loss of step %d is %f%n", step, losses[step]);
      }
      boolean endOfEpoch = (step + 1) % stepsPerEpoch == 0 || step + 1 == losses.length;
      if (endOfEpoch) {
        int first = step / stepsPerEpoch * stepsPerEpoch;
        System.out.printf(
            Locale.ROOT,
            "epoch %d, step %d: mean loss %.5f, %d of %d triplets active in the last step%n",
            step / stepsPerEpoch + 1,
            step + 1,
            mean(losses, first, step + 1),
            trainer.activeTriplets(),
            batch);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d steps in %.3f s, %.1f us a step%n",
        losses.length,
        seconds,
        seconds / losses.length * 1e6);
  }

  private static double mean(float[] losses, int from, int to) {
    double sum = 0;
    for (float loss : Arrays.copyOfRange(losses, from, to)) {
      sum += loss;
    }
    return sum / (to - from);
  }

  private Model model(Weights weights) {
    return new Model(weights, TrainingSpec.UNIT_PIXELS, Distance.parse(distance), margin);
  }

  private void save(Weights weights, Trace record, DataSet set) {
    if (trace != null) {
      record.write(trace, weights, set);
      System.out.println(trace);
    }
    if (trace == null || out != null) {
      Path file = out != null ? out : Path.of("weights.npz");
      model(weights).save(file);
      System.out.println(file);
    }
    if (onnx != null) {
      OnnxFile.write(onnx, model(weights));
      System.out.println(onnx);
    }
  }
}
