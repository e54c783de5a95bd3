package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.engine.Engine;
import anchorbench.engine.Session;
import anchorbench.engine.TestImages;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
import anchorbench.network.DenseNetwork;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single steps of the three kernels against the reference, at sizes that straddle their tiles. */
abstract class SingleStepContract {
  private static final long SEED = 20_261_126;
  private static final int IMAGES = 90;
  private static final int TABLE_ROWS = 7;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  /**
   * An epsilon above every gradient makes the first update a smooth function of the gradient: its
   * slope is at most rate / epsilon. With the usual 1e-7 an update is the gradient's sign, and
   * where a gradient is nothing but rounding, so is the sign.
   */
  private static final Adam SMOOTH = new Adam(0.05, 0.9, 0.999, 0.05);

  private final Engine reference = new ReferenceEngine();

  /**
   * A card, made of host memory or real.
   *
   * @param sharedKb of shared memory that a block may have, where that can be chosen
   */
  abstract CudaEngine open(int sharedKb);

  /** Called after one step: fails if it was not three launches, where those can be counted. */
  abstract void assertThreeLaunches();

  /** Which anchors the triplets of a case have. */
  enum From {
    IMAGES,
    TABLE,
    BOTH
  }

  /** 64, 99 and 163 KB: some weights are read from global memory, and rows come in chunks. */
  @ParameterizedTest
  @CsvSource({
    "784-128-128-64,128,IMAGES,163",
    "784-128-128-64,128,TABLE,64",
    "785-129-65-63,127,TABLE,163",
    "785-127-64-1,2,IMAGES,99",
    "784-64-129-65,1,TABLE,99",
    "785-1-63-128,127,BOTH,64",
    "784-63-127,128,BOTH,64",
    "30-65-1-129,127,IMAGES,163",
    "785-128,2,TABLE,64",
    "13-129,1,IMAGES,163",
    "1-1-1,127,BOTH,163",
    "200-300-33-260,5,BOTH,99",
    "896-40-24,150,IMAGES,163"
  })
  void oneStepIsTheReferences(String network, int batch, From from, int sharedKb) {
    Distance distance = batch % 2 == 0 ? Distance.EUCLIDEAN : Distance.SQUARED_EUCLIDEAN;
    TrainingSpec spec = spec(network, batch, distance);
    // A full batch, then the smaller last one of an epoch.
    assertStepIsTheReferences(spec, from, sharedKb, batch);
    if (batch > 1) {
      assertStepIsTheReferences(spec, from, sharedKb, batch - batch / 3);
    }
  }

  /** Planes that are whole words and whole parts of a tile, and others; one pair for all planes. */
  @ParameterizedTest
  @CsvSource({
    "3,16,18,'-65-33',63,BOTH,163",
    "3,5,7,'-24-9',40,BOTH,64",
    "17,1,13,'-24-9',40,TABLE,99",
    "2,1,3,'-8-4',7,IMAGES,163",
    "17,1,1,'-8-4',7,BOTH,64",
    "2,1,393,'-40-9',33,IMAGES,163",
    "1,1,785,'-40-9',33,BOTH,163"
  })
  void oneStepOfScaledChannelsIsTheReferences(
      int channels, int height, int width, String layers, int batch, From from, int sharedKb) {
    Shape shape = new Shape(channels, height, width);
    ImageSet images = TestImages.random(IMAGES, shape, 3, SEED);
    for (PixelScaling scaling :
        List.of(
            PixelScaling.standardised(images),
            PixelScaling.of(new float[] {1 / 63f}, new float[] {-1.75f}))) {
      TrainingSpec spec =
          new TrainingSpec(
              NetworkSpec.parse(shape.size() + layers),
              new TripletLoss(Distance.EUCLIDEAN, 1),
              SMOOTH,
              batch,
              scaling);
      assertStepIsTheReferences(spec, images, from, sharedKb, batch);
    }
  }

  private static TrainingSpec spec(String network, int batch, Distance distance) {
    return new TrainingSpec(
        NetworkSpec.parse(network),
        new TripletLoss(distance, 1),
        SMOOTH,
        batch,
        TrainingSpec.UNIT_PIXELS);
  }

  private void assertStepIsTheReferences(TrainingSpec spec, From from, int sharedKb, int count) {
    ImageSet images = TestImages.random(IMAGES, spec.network().inputs(), 3, SEED);
    assertStepIsTheReferences(spec, images, from, sharedKb, count);
  }

  private void assertStepIsTheReferences(
      TrainingSpec spec, ImageSet images, From from, int sharedKb, int count) {
    int pixels = spec.network().inputs();
    AnchorTable table = table(from, pixels);
    TripletIndices triplets = triplets(from, count);
    Weights initial = Weights.initial(spec.network(), SEED);
    try (CudaEngine engine = open(sharedKb);
        Session expectedImages = reference.load(images);
        CudaSession foundImages = engine.load(images);
        Trainer expected = expectedImages.trainer(table, spec, initial);
        CudaTrainer found = foundImages.trainer(table, spec, initial)) {
      float loss = expected.step(triplets, 0, count);
      // Dot products of n terms are off by about the square root of n roundings; three layers of
      // 785 terms by 84 roundings, which is half of this.
      assertEquals(loss, found.step(triplets, 0, count), 1e-5 * Math.max(1, loss), "loss");
      assertEquals(expected.activeTriplets(), found.activeTriplets());
      assertTrue(found.choice().fused(), "the choice is another");
      assertThreeLaunches();
      double[] bounds = gradientBounds(expected.gradient(), spec);
      assertClose(expected.gradient(), found.gradient(), bounds, "gradient");
      for (int layer = 0; layer < bounds.length; layer++) {
        // The update's slope, and the rounding of a weight of size 1 and of what is added to it.
        bounds[layer] = SMOOTH.learningRate() / SMOOTH.epsilon() * bounds[layer] + 4 * UNIT;
      }
      assertClose(expected.weights(), found.weights(), bounds, "weight");
    }
  }

  /**
   * A gradient is a sum of one product for each row, of numbers that have come through dot products
   * as long as the network's widths. The error of such sums grows like length * unit roundoff, and
   * its scale is the layer's largest gradient, as in EngineContract. It is far below what a fault
   * leaves: without one row or one input a gradient is off by a term of its sum, which is about the
   * largest gradient over the square root of the number of rows.
   */
  private static double[] gradientBounds(Weights exact, TrainingSpec spec) {
    DenseNetwork network = DenseNetwork.of(spec.network());
    double[] bounds = new double[network.layers()];
    int longest = network.widths().stream().mapToInt(Integer::intValue).max().orElseThrow();
    for (int layer = 0; layer < bounds.length; layer++) {
      double largest = 0;
      int end = network.biasOffset(layer) + network.out(layer);
      for (int i = network.weightOffset(layer); i < end; i++) {
        largest = Math.max(largest, Math.abs(exact.values()[i]));
      }
      bounds[layer] = 8 * UNIT * (longest + 3 * spec.batchSize()) * largest;
    }
    return bounds;
  }

  private static void assertClose(Weights expected, Weights found, double[] bounds, String what) {
    DenseNetwork network = DenseNetwork.of(expected.spec());
    for (int layer = 0; layer < bounds.length; layer++) {
      int end = network.biasOffset(layer) + network.out(layer);
      for (int i = network.weightOffset(layer); i < end; i++) {
        double off = Math.abs((double) expected.values()[i] - found.values()[i]);
        // Not "off > bound": a NaN is off.
        assertTrue(
            off <= bounds[layer],
            String.format(
                Locale.ROOT,
                "%s %d of layer %d: expected %s, found %s, bound %s, seed %d",
                what,
                i - network.weightOffset(layer),
                layer,
                expected.values()[i],
                found.values()[i],
                bounds[layer],
                SEED));
      }
    }
  }

  private static AnchorTable table(From from, int pixels) {
    if (from == From.IMAGES) {
      return AnchorTable.none(pixels);
    }
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 1);
    float[] values = new float[TABLE_ROWS * pixels];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.between(0, 255);
    }
    return new AnchorTable(TABLE_ROWS, pixels, values);
  }

  private static TripletIndices triplets(From from, int count) {
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 2);
    TripletIndices triplets = TripletIndices.allocate(count);
    for (int i = 0; i < count; i++) {
      boolean image = from == From.IMAGES || (from == From.BOTH && random.below(3) == 0);
      triplets.anchor()[i] =
          image ? random.below(IMAGES) : TripletIndices.tableAnchor(random.below(TABLE_ROWS));
      triplets.positive()[i] = random.below(IMAGES);
      triplets.negative()[i] = random.below(IMAGES);
    }
    return triplets;
  }

  @Test
  void aStepHasTheSameBitsEachTime() {
    TrainingSpec spec = spec("785-65-63", 150, Distance.EUCLIDEAN);
    assertArrayEquals(trained(spec), trained(spec));
  }

  /** Twice, because the second time the graphs are recorded. */
  @Test
  void aRunInSeveralGraphsIsTheSameSteps() {
    TrainingSpec spec = spec("13-7-5", 2, Distance.EUCLIDEAN);
    int count = 2 * 90 - 1;
    TripletIndices triplets = triplets(From.IMAGES, count);
    ImageSet images = TestImages.random(IMAGES, spec.network().inputs(), 3, SEED);
    Weights initial = Weights.initial(spec.network(), SEED);
    try (CudaEngine engine = open(163);
        Session store = engine.load(images);
        Trainer together = store.trainer(table(From.IMAGES, 13), spec, initial);
        Trainer single = store.trainer(table(From.IMAGES, 13), spec, initial)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        float[] losses = together.start(triplets, 2).finish().losses();
        assertEquals(90, losses.length);
        for (int step = 0; step < losses.length; step++) {
          int first = 2 * step;
          float alone = single.step(triplets, first, Math.min(2, count - first));
          assertEquals(alone, losses[step], "step " + step + " of epoch " + epoch);
        }
        assertArrayEquals(single.weights().values(), together.weights().values());
      }
    }
  }

  private float[] trained(TrainingSpec spec) {
    ImageSet images = TestImages.random(IMAGES, spec.network().inputs(), 3, SEED);
    TripletIndices triplets = triplets(From.BOTH, 151);
    try (CudaEngine engine = open(163);
        Session store = engine.load(images);
        Trainer trainer =
            store.trainer(
                table(From.BOTH, spec.network().inputs()),
                spec,
                Weights.initial(spec.network(), SEED))) {
      trainer.start(triplets, spec.batchSize()).finish();
      return trainer.weights().values();
    }
  }
}
