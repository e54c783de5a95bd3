package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.ClassIndex;
import anchorbench.data.LabelledImages;
import anchorbench.engine.Engine;
import anchorbench.engine.ImageStore;
import anchorbench.engine.TestImages;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.Product.Arithmetic;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The labelled precisions: coarser, by about what their mantissa says, and not by more. */
class PrecisionTest {
  private static final LabelledImages IMAGES = TestImages.random(200, 100, 5, 3);
  private static final TrainingSpec SPEC =
      new TrainingSpec(
          NetworkSpec.parse("100-40-16"),
          TripletLoss.DEFAULT,
          Adam.DEFAULT,
          32,
          TrainingSpec.UNIT_PIXELS);

  /** The share by which the gradient is off, in the Euclidean norm. */
  static double gradientError(Engine engine) {
    Weights exact = gradient(new ReferenceEngine());
    Weights found = gradient(engine);
    double off = 0;
    double all = 0;
    for (int i = 0; i < exact.values().length; i++) {
      double difference = (double) exact.values()[i] - found.values()[i];
      off += difference * difference;
      all += (double) exact.values()[i] * exact.values()[i];
    }
    return Math.sqrt(off / all);
  }

  private static Weights gradient(Engine engine) {
    TripletIndices triplets =
        new TripletSampler(new ClassIndex(IMAGES), Anchors.RANDOM, Supply.FRESH, 20, 1).epoch(0);
    try (ImageStore store = engine.load(IMAGES);
        Trainer trainer =
            engine.newTrainer(
                store, AnchorTable.none(100), SPEC, Weights.glorotUniform(SPEC.network(), 2))) {
      trainer.step(triplets, 0, 32);
      return trainer.gradient();
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32,0,1e-5", "TF32,1e-5,5e-3", "BFLOAT16,5e-4,5e-2"})
  void errorsAreOfTheMantissasSize(Arithmetic arithmetic, double least, double most) {
    try (CudaEngine engine = new HostCard(HostCard.ALL).open(arithmetic)) {
      double error = gradientError(engine);
      assertTrue(
          error >= least && error <= most,
          "%s: relative error of the gradient %.2e".formatted(arithmetic, error));
      assertEquals(arithmetic.label(), engine.info().precision());
    }
  }
}
