package anchorbench.bench;

import anchorbench.bench.ForkFiles.CheckFile;
import anchorbench.data.ImageSet;
import anchorbench.engine.Batch;
import anchorbench.engine.Session;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.TimedSession;
import anchorbench.engine.TimedTrainer;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
import anchorbench.network.DenseNetwork;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.result.BenchmarkRow.Check;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.Locale;

/** An engine against the reference on the benchmark's own inputs, before anything is timed. */
final class Checks {
  private static final int STEPS = 2;

  private Checks() {}

  /** What a check computes. */
  interface Comparison {
    Check compare();
  }

  /**
   * Runs a check, leaves the outcome for the parent and stops the fork if it failed.
   *
   * @throws IllegalStateException if the engine's output is wrong
   */
  static void require(RowKey row, Comparison comparison) {
    Check check = null;
    String failure = null;
    try {
      check = comparison.compare();
      if (!check.passed()) {
        failure =
            String.format(
                Locale.ROOT,
                "%s: error %.3g, allowed %.3g",
                check.what(),
                check.largestError(),
                check.bound());
      }
    } catch (RuntimeException e) {
      failure = e.toString();
    }
    ForkFiles files = ForkFiles.ofThisFork();
    if (files != null) {
      files.writeCheck(new CheckFile(row.tag(), check, failure));
    }
    if (failure != null) {
      throw new IllegalStateException("FAILED " + row.tag() + ": " + failure);
    }
  }

  static Check classMeans(TimedEngine engine, ImageSet images, int perClass) {
    int[] expected = new ReferenceEngine().classMeans(images, perClass).sums();
    try (TimedSession session = engine.load(images)) {
      int[] found = session.classMeans(perClass).sums();
      return new Check("class sums", largestDifference(expected, found), 0);
    }
  }

  private static double largestDifference(int[] expected, int[] found) {
    double largest = expected.length == found.length ? 0 : Double.NaN;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
    }
    return largest;
  }

  static Check assembly(
      TimedEngine engine,
      ImageSet images,
      AnchorTable anchors,
      TripletIndices triplets,
      int count) {
    ReferenceEngine reference = new ReferenceEngine();
    float[] expected = new float[3 * images.pixelsPerImage()];
    float[] found = new float[3 * images.pixelsPerImage()];
    double largest = 0;
    try (TimedSession expectedImages = reference.load(images);
        TimedSession foundImages = engine.load(images);
        Batch expectedBatch = expectedImages.batch(anchors, count, TrainingSpec.UNIT_PIXELS);
        Batch foundBatch = foundImages.batch(anchors, count, TrainingSpec.UNIT_PIXELS)) {
      expectedBatch.assemble(triplets, 0, count);
      foundBatch.assemble(triplets, 0, count);
      for (int i = 0; i < count; i++) {
        expectedBatch.read(i, expected);
        foundBatch.read(i, found);
        for (int p = 0; p < expected.length; p++) {
          largest = Math.max(largest, Math.abs((double) expected[p] - found[p]));
        }
      }
    }
    return new Check("pixels", largest, 0);
  }

  /**
   * Loss of two steps, relative to the larger one so far: the second has been through gradient and
   * update, and is off by a share of what that changed. Adam's epsilon is the largest gradient, so
   * that an update is smooth in it: else the first step turns the last bit of a gradient that is
   * nearly 0 into a whole learning rate.
   */
  static Check training(
      TimedEngine engine,
      ImageSet images,
      AnchorTable anchors,
      TripletIndices triplets,
      NetworkSpec network,
      int batch) {
    Weights initial = Weights.initial(network, Arm.SEED);
    ReferenceEngine reference = new ReferenceEngine();
    TrainingSpec spec = training(network, Adam.DEFAULT, batch);
    try (Session session = reference.load(images);
        Trainer trainer = session.trainer(anchors, spec, initial)) {
      trainer.step(triplets, 0, batch);
      spec = training(network, smooth(trainer.gradient()), batch);
    }
    double largest = 0;
    double scale = 1e-3;
    try (TimedSession expectedImages = reference.load(images);
        TimedSession foundImages = engine.load(images);
        TimedTrainer expected = expectedImages.trainer(anchors, spec, initial);
        TimedTrainer found = foundImages.trainer(anchors, spec, initial)) {
      for (int step = 0; step < STEPS; step++) {
        double wanted = expected.step(triplets, step * batch, batch);
        double got = found.step(triplets, step * batch, batch);
        scale = Math.max(scale, wanted);
        largest = Math.max(largest, Math.abs(wanted - got) / scale);
      }
    }
    return new Check("relative loss of step " + STEPS, largest, bound(engine, network));
  }

  private static TrainingSpec training(NetworkSpec network, Adam adam, int batch) {
    return new TrainingSpec(network, TripletLoss.DEFAULT, adam, batch, TrainingSpec.UNIT_PIXELS);
  }

  private static Adam smooth(Weights gradient) {
    double largest = 0;
    for (float value : gradient.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    Adam usual = Adam.DEFAULT;
    return new Adam(usual.learningRate(), usual.beta1(), usual.beta2(), largest);
  }

  /**
   * What a precision's mantissa allows: 24, 11 and 8 bits. Rounding to 8 bits adds up from layer to
   * layer: with convolutions the first one's gradient is off by 11 %, PyTorch's by 12 %, and the
   * second loss by a share of that.
   */
  private static double bound(TimedEngine engine, NetworkSpec network) {
    return switch (engine.descriptor().precision()) {
      case "tf32" -> 5e-3;
      case "bf16" -> DenseNetwork.isPerceptron(network) ? 5e-2 : 0.12;
      default -> 1e-3;
    };
  }
}
