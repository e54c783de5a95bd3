package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.AnchorTables;
import anchorbench.engine.Engine;
import anchorbench.engine.TestImages;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.protocol.DataSettings;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Standardised colours: by the images that are trained on, for all who look at pixels. */
class StandardisedExperimentTest {
  private static final long SEED = 6;
  private static final Shape COLOUR = new Shape(3, 4, 4);

  private final DataSet data =
      new DataSet(
          "made up",
          "a test",
          "none",
          true,
          TestImages.random(300, COLOUR, 4, SEED),
          TestImages.random(100, COLOUR, 4, SEED + 1));

  private static Protocol protocol() {
    Protocol small = TestProtocols.small("48-16-8", "random", "mean:5");
    DataSettings base = small.data();
    return small.with(
        new DataSettings(base.tripletsPerClass(), base.supply(), base.meansFrom(), 1, true));
  }

  @Test
  void theScalingIsThatOfTheImagesThatAreTrainedOn() {
    ImageSet trained = ValidationSplit.of(protocol(), data.train()).train();
    assertTrue(trained.count() < data.train().count());
    try (Engine engine = new ReferenceEngine();
        Engine other = new ReferenceEngine();
        ExperimentContext context = new ExperimentContext(engine, protocol(), data);
        ExperimentContext second = new ExperimentContext(other, context)) {
      assertEquals(PixelScaling.standardised(trained), context.scaling);
      assertNotEquals(PixelScaling.standardised(data.train()), context.scaling);
      assertEquals(context.scaling, second.scaling);
    }
  }

  @Test
  void rawPixelsAndTheirAnchorsAreScaledAlike() {
    try (Engine engine = new ReferenceEngine();
        ExperimentContext context = new ExperimentContext(engine, protocol(), data)) {
      Space space = Space.ofPixels(context);
      float[] test = space.test().block(7, 1).values();
      AnchorTable means = AnchorTables.of(engine, context.train.images(), Anchors.parse("mean:5"));
      float[] anchors = space.anchors(means).block(0, means.rows()).values();
      int at = space.test().block(7, 1).at(7);
      for (int p = 0; p < 48; p++) {
        int channel = p / 16;
        assertEquals(
            context.scaling.scaled(data.test().pixel(7, p), channel), test[at + p], "" + p);
        assertEquals(context.scaling.scaled(means.row(2)[p], channel), anchors[2 * 48 + p], "" + p);
      }
    }
  }

  /** Another scaling, other numbers; twice the same, the same. */
  @Test
  void aWholeExperimentIsScaled() {
    Protocol factor = TestProtocols.small("48-16-8", "random", "mean:5");
    List<Float> standardised = losses(protocol());
    assertEquals(standardised, losses(protocol()));
    assertNotEquals(standardised, losses(factor));
  }

  private List<Float> losses(Protocol protocol) {
    try (Engine engine = Engines.open("cpu", 1)) {
      return Experiment.run(engine, 1, data, protocol, TrialStore.NONE, Experiment.Listener.NONE)
          .trials()
          .stream()
          .flatMap(trial -> trial.epochs().losses().stream())
          .toList();
    }
  }
}
