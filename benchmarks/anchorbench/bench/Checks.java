package anchorbench.bench;

import anchorbench.bench.ForkFiles.CheckFile;
import anchorbench.data.LabelledImages;
import anchorbench.engine.Engine;
import anchorbench.engine.ImageStore;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.TripletBatch;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
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

  static Check classMeans(Engine engine, LabelledImages images, int perClass) {
    int[] expected = new ReferenceEngine().classMeans(images, perClass).sums();
    int[] found = engine.classMeans(images, perClass).sums();
    return new Check("class sums", largestDifference(expected, found), 0);
  }

  private static double largestDifference(int[] expected, int[] found) {
    double largest = expected.length == found.length ? 0 : Double.NaN;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) expected[i] - found[i]));
    }
    return largest;
  }

  static Check assembly(
      Engine engine,
      LabelledImages images,
      AnchorTable anchors,
      TripletIndices triplets,
      int count) {
    Engine reference = new ReferenceEngine();
    float[] expected = new float[3 * images.pixelsPerImage()];
    float[] found = new float[3 * images.pixelsPerImage()];
    double largest = 0;
    try (ImageStore expectedImages = reference.load(images);
        ImageStore foundImages = engine.load(images);
        TripletBatch expectedBatch = reference.newBatch(expectedImages, anchors, count);
        TripletBatch foundBatch = engine.newBatch(foundImages, anchors, count)) {
      float scale = TrainingSpec.UNIT_PIXELS;
      reference.assemble(expectedImages, anchors, triplets, 0, count, scale, expectedBatch);
      engine.assemble(foundImages, anchors, triplets, 0, count, scale, foundBatch);
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

  /** Loss of two steps, relative: the second has been through gradient and update. */
  static Check training(
      Engine engine,
      LabelledImages images,
      AnchorTable anchors,
      TripletIndices triplets,
      NetworkSpec network,
      int batch) {
    TrainingSpec spec =
        new TrainingSpec(
            network, TripletLoss.DEFAULT, Adam.DEFAULT, batch, TrainingSpec.UNIT_PIXELS);
    Weights initial = Weights.glorotUniform(network, Arm.SEED);
    Engine reference = new ReferenceEngine();
    double largest = 0;
    try (ImageStore expectedImages = reference.load(images);
        ImageStore foundImages = engine.load(images);
        Trainer expected = reference.newTrainer(expectedImages, anchors, spec, initial);
        Trainer found = engine.newTrainer(foundImages, anchors, spec, initial)) {
      for (int step = 0; step < STEPS; step++) {
        double wanted = expected.step(triplets, step * batch, batch);
        double got = found.step(triplets, step * batch, batch);
        largest = Math.max(largest, Math.abs(wanted - got) / Math.max(wanted, 1e-3));
      }
    }
    return new Check("relative loss of step " + STEPS, largest, bound(engine));
  }

  /** What a precision's mantissa allows: 24, 11 and 8 bits. */
  private static double bound(Engine engine) {
    return switch (engine.info().precision()) {
      case "tf32" -> 5e-3;
      case "bf16" -> 5e-2;
      default -> 1e-3;
    };
  }
}
