package anchorbench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What every engine promises of a batch, against the reference: which pixels it holds, and how they
 * are scaled.
 *
 * @param <E> what is tested
 */
public abstract class AssemblyContract<E extends TimedEngine> {
  protected static final long SEED = 20_241_218;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  private static final int MOST = 255;

  protected E engine;
  protected final ReferenceEngine reference = new ReferenceEngine();

  /** The engine; closed after each test. */
  protected abstract E open();

  /** Whether product and sum are rounded together; libraries of others may round each. */
  protected boolean roundsOnce() {
    return true;
  }

  @BeforeEach
  void openEngine() {
    engine = open();
  }

  @AfterEach
  void closeEngine() {
    // Null where the engine is absent and the test was given up.
    if (engine != null) {
      engine.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,random",
    "12,random",
    "12,mean:all",
    "13,mean:all",
    "783,random",
    "784,mean:all",
    "784,random",
    "785,mean:all"
  })
  void assemblyEqualsTheReference(int pixels, String anchors) {
    Case c = new Case(TestImages.random(400, pixels, 5, SEED), Anchors.parse(anchors), 60, SEED);
    for (PixelScaling scaling : List.of(PixelScaling.by(1), TrainingSpec.UNIT_PIXELS)) {
      assertAssembly(c, scaling);
    }
  }

  /** Planes that are no whole vectors, colours, and more channels than a vector has lanes. */
  @ParameterizedTest
  @CsvSource({
    "3,5,7,random",
    "3,5,7,mean:all",
    "3,32,32,random",
    "3,32,32,mean:all",
    "2,1,3,random",
    "17,1,1,mean:all",
    "1,1,1,random",
    "1,1,13,mean:all",
    "1,1,783,random",
    "1,28,28,mean:all",
    "1,1,785,random",
    "2,1,13,random",
    "2,1,783,mean:all",
    "2,28,28,random",
    "2,1,785,mean:all",
    "2,4,3,mean:all",
    "3,2,2,random"
  })
  void everyChannelHasItsFactorAndOffset(int channels, int height, int width, String anchors) {
    Shape shape = new Shape(channels, height, width);
    Case c = new Case(TestImages.random(400, shape, 5, SEED), Anchors.parse(anchors), 60, SEED);
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 11);
    float[] factors = new float[channels];
    float[] offsets = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      factors[channel] = (float) random.between(0.001, 0.02);
      offsets[channel] = (float) random.between(-2, 2);
    }
    assertAssembly(c, PixelScaling.of(factors, offsets));
    assertAssembly(c, PixelScaling.of(factors, new float[channels]));
    assertAssembly(c, PixelScaling.of(new float[] {1 / 63f}, new float[] {-1.75f}));
    assertAssembly(c, TrainingSpec.UNIT_PIXELS);
    assertAssembly(c, PixelScaling.standardised(c.images));
  }

  /** A byte does not number them. */
  @Test
  void threeHundredClassesHaveAnchorsOfTheirOwn() {
    Shape shape = new Shape(3, 4, 5);
    Case c = new Case(TestImages.random(900, shape, 300, SEED), Anchors.parse("mean:all"), 2, SEED);
    assertEquals(600, c.triplets.count());
    for (int i = 0; i < c.triplets.count(); i++) {
      int row = TripletIndices.tableRow(c.triplets.anchor()[i]);
      String where = "triplet " + i + ", seed " + SEED;
      assertEquals(row, c.images.label(c.triplets.positive()[i]), where);
      assertTrue(row != c.images.label(c.triplets.negative()[i]), where);
    }
    assertAssembly(c, PixelScaling.standardised(c.images));
  }

  @Test
  void otherChannelsThanTheImagesHaveAreRefused() {
    ImageSet images = TestImages.random(50, new Shape(3, 2, 2), 3, SEED);
    PixelScaling two = PixelScaling.of(new float[] {1, 1}, new float[] {0, 1});
    AnchorTable none = AnchorTable.none(12);
    NetworkSpec network = NetworkSpec.parse("12-4");
    TrainingSpec spec = new TrainingSpec(network, TripletLoss.DEFAULT, Adam.DEFAULT, 8, two);
    try (TimedSession session = engine.load(images)) {
      String refusal =
          assertThrows(InputException.class, () -> session.batch(none, 8, two)).getMessage();
      assertTrue(refusal.contains("by 2 channels") && refusal.contains("have 3"), refusal);
      Weights initial = Weights.initial(network, SEED);
      assertThrows(InputException.class, () -> session.trainer(none, spec, initial));
    }
  }

  private void assertAssembly(Case c, PixelScaling scaling) {
    try (Session expectedImages = reference.load(c.images);
        TimedSession foundImages = engine.load(c.images);
        Batch expected = expectedImages.batch(c.table, 256, scaling);
        Batch found = foundImages.batch(c.table, 256, scaling)) {
      // A large batch first: what it leaves behind must not show in a smaller one.
      found.assemble(c.triplets, 0, 256);
      for (int count : new int[] {256, 1, 37}) {
        expected.assemble(c.triplets, 7, count);
        found.assemble(c.triplets, 7, count);
        assertEquals(count, found.count());
        assertBatchesEqual(expected, found, scaling, c.images.pixelsPerImage());
      }
    }
  }

  private void assertBatchesEqual(Batch expected, Batch found, PixelScaling scaling, int pixels) {
    float[] wanted = new float[3 * pixels];
    float[] got = new float[3 * pixels];
    int plane = scaling.plane(pixels);
    for (int i = 0; i < expected.count(); i++) {
      expected.read(i, wanted);
      found.read(i, got);
      for (int p = 0; p < wanted.length; p++) {
        double off = Math.abs((double) wanted[p] - got[p]);
        // Not "off > bound": a NaN is off.
        if (!(off <= bound(scaling, p % pixels / plane))) {
          throw new AssertionError(
              String.format(
                  Locale.ROOT,
                  "triplet %d, row %d, pixel %d: expected %s, found %s, scaled %s, seed %d",
                  i,
                  p / pixels,
                  p % pixels,
                  wanted[p],
                  got[p],
                  scaling,
                  SEED));
        }
      }
    }
  }

  /**
   * The reference rounds {@code v f + o} once, by at most u (v f + |o|). Whoever rounds the product
   * first is off by u v f, and by u (v f (1 + u) + |o|) from rounding the sum. Together that is at
   * most u (3 v f + 2 |o|) (1 + u); a product alone has one rounding either way.
   */
  private double bound(PixelScaling scaling, int pair) {
    double product = MOST * (double) scaling.factor(pair);
    double offset = Math.abs((double) scaling.offset(pair));
    return roundsOnce() || offset == 0 ? 0 : UNIT * (3 * product + 2 * offset) * (1 + UNIT);
  }

  /** Images, an arm, and triplets of it. */
  final class Case {
    final ImageSet images;
    final AnchorTable table;
    final TripletSampler sampler;
    final TripletIndices triplets;

    Case(ImageSet images, Anchors anchors, int perClass, long seed) {
      this.images = images;
      table = AnchorTables.of(reference, images, anchors);
      sampler = new TripletSampler(new ClassIndex(images), anchors, Supply.FRESH, perClass, seed);
      triplets = sampler.epoch(0);
    }
  }
}
