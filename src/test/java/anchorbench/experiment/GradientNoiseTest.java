package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.DataSet;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.Engine;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.arm.Arm;
import anchorbench.experiment.arm.Arms;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.network.Weights;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import org.junit.jupiter.api.Test;

class GradientNoiseTest {
  private static final DataSet DATA = new SyntheticGarments(3).dataSet(1200, 100);

  private static GradientNoise noise(String arm, int batch, int perClass) {
    Protocol protocol = TestProtocols.small("784-16-8", "random", "mean:20");
    try (Engine engine = Engines.open("cpu", 1);
        ExperimentContext context = new ExperimentContext(engine, protocol, DATA)) {
      Arm parsed = Arms.parse(arm);
      TrainingSpec small = protocol.spec(context.train.images().shape(), context.scaling, 1, 1e-3);
      TrainingSpec spec =
          new TrainingSpec(small.network(), small.loss(), small.adam(), batch, small.scaling());
      TripletSampler sampler =
          new TripletSampler(context.train.index(), parsed.anchors(), Supply.FRESH, perClass, 1);
      return GradientNoise.of(
          context, parsed, parsed.anchors(), sampler, spec, Weights.initial(spec.network(), 1), 0);
    }
  }

  /**
   * The mean of four times as many triplets has a quarter of the variance. Thirty-two batches give
   * it to a few parts in a hundred, since a gradient has thousands of numbers, of which the larger
   * tell.
   */
  @Test
  void fourTimesTheBatchIsAQuarterOfTheNoise() {
    GradientNoise small = noise("random", 16, 60);
    GradientNoise large = noise("random", 64, 240);
    assertEquals(4, small.noise() / large.noise(), 1);
    // The mean gradient is the same, whatever the batch.
    assertEquals(1, small.signal() / large.signal(), 0.25);
    assertEquals(2, small.relative() / large.relative(), 0.5);
  }

  @Test
  void aMeanIsASteadierAnchor() {
    assertTrue(noise("mean:20", 32, 120).noise() < noise("random", 32, 120).noise());
  }

  @Test
  void isMeasuredAtPowersOfTwoAndNotInOneBatch() {
    assertTrue(GradientNoise.isMeasured(0, 64, 32));
    assertTrue(GradientNoise.isMeasured(16, 64, 32));
    assertFalse(GradientNoise.isMeasured(3, 64, 32));
    assertFalse(GradientNoise.isMeasured(1, 63, 32));
  }
}
