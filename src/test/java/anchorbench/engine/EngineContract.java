package anchorbench.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every engine promises that experiments run on, against the reference. */
public abstract class EngineContract extends TimedEngineContract<Engine> {
  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  @Override
  void assertFirstGradient(
      ImageSet images, AnchorTable table, TripletIndices triplets, TrainingSpec spec) {
    Weights initial = Weights.initial(spec.network(), SEED);
    try (Session expectedImages = reference.load(images);
        Session foundImages = engine.load(images);
        Trainer expected = expectedImages.trainer(table, spec, initial);
        Trainer found = foundImages.trainer(table, spec, initial)) {
      expected.step(triplets, 0, spec.batchSize());
      found.step(triplets, 0, spec.batchSize());
      assertGradientsClose(expected.gradient(), found.gradient(), spec);
    }
  }

  /**
   * Each gradient is a sum of at most {@code 3 batch} products behind chains of dot products; the
   * error of such sums grows like length * unit roundoff, relative to the largest term.
   */
  private static void assertGradientsClose(Weights expected, Weights found, TrainingSpec spec) {
    float bound = (float) gradientBound(expected.values(), spec);
    assertArrayEquals(expected.values(), found.values(), bound);
  }

  private static double gradientBound(float[] expected, TrainingSpec spec) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    return 8 * UNIT * GradientError.longestSums(spec) * largest;
  }

  @ParameterizedTest
  @CsvSource({"40,16", "40,64", "3,64"})
  void imagesAndTableRowsMayBeMixedAsAnchors(int tableRows, int batch) {
    ImageSet images = TestImages.random(200, 30, 4, SEED);
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 7);
    float[] values = new float[tableRows * 30];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.between(0, 255);
    }
    TripletIndices triplets = TripletIndices.allocate(4 * batch);
    for (int i = 0; i < triplets.count(); i++) {
      int row = random.below(tableRows);
      // The first batch has table rows alone, the others both.
      boolean image = i >= batch && random.below(3) == 0;
      triplets.anchor()[i] = image ? random.below(200) : TripletIndices.tableAnchor(row);
      triplets.positive()[i] = random.below(200);
      triplets.negative()[i] = random.below(200);
    }
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.parse("30-24-10"),
            TripletLoss.DEFAULT,
            Adam.DEFAULT,
            batch,
            TrainingSpec.UNIT_PIXELS);
    AnchorTable table = new AnchorTable(tableRows, 30, values);
    followReference(images, table, triplets, spec, 4);
  }

  @Test
  void embeddingsAreTheReferences() {
    ImageSet images = TestImages.random(1100, 61, 5, SEED);
    NetworkSpec spec = NetworkSpec.parse("61-50-20");
    Weights weights = Weights.initial(spec, SEED);
    try (Session expected = reference.load(images);
        Session found = engine.load(images)) {
      float bound = (float) (8 * UNIT * 61 * 10);
      assertArrayEquals(
          expected.embed(weights, TrainingSpec.UNIT_PIXELS),
          found.embed(weights, TrainingSpec.UNIT_PIXELS),
          bound);
      AnchorTable means = reference.classMeans(images, ClassMeans.ALL).asAnchors();
      assertArrayEquals(
          reference.embed(means, weights, TrainingSpec.UNIT_PIXELS),
          engine.embed(means, weights, TrainingSpec.UNIT_PIXELS),
          bound);
    }
  }

  /**
   * An input is at most 4 standard deviations of its channel from 0, and may be off by 3 x 4 + 2 x
   * 4 roundings where an engine rounds twice: as a sum of 105 terms is by its own.
   */
  @Test
  void standardisedColoursAreEmbeddedAsByTheReference() {
    ImageSet images = TestImages.random(600, new Shape(3, 5, 7), 5, SEED);
    PixelScaling scaling = PixelScaling.standardised(images);
    Weights weights = Weights.initial(NetworkSpec.parse("105-50-20"), SEED);
    float bound = (float) (8 * UNIT * 105 * 10);
    try (Session expected = reference.load(images);
        Session found = engine.load(images)) {
      assertArrayEquals(expected.embed(weights, scaling), found.embed(weights, scaling), bound);
      AnchorTable means = reference.classMeans(images, ClassMeans.ALL).asAnchors();
      assertArrayEquals(
          reference.embed(means, weights, scaling), engine.embed(means, weights, scaling), bound);
      PixelScaling two = PixelScaling.of(new float[] {1, 1}, new float[2]);
      assertThrows(InputException.class, () -> found.embed(weights, two));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,12,12,conv3x32 pool2 conv3x64 pool2 32 8",
    "3,9,7,conv3x17 conv3x5s2 avg2 gap",
    "4,20,9,conv5x17s5p4 conv3x8 gap",
  })
  void convolutionalNetworksEmbedAsTheReference(
      int channels, int height, int width, String network) {
    Shape shape = new Shape(channels, height, width);
    ImageSet images = TestImages.random(600, shape, 5, SEED);
    PixelScaling scaling = PixelScaling.standardised(images);
    NetworkSpec spec = NetworkText.parse(network).on(shape);
    Weights weights = Weights.initial(spec, SEED);
    AnchorTable means = reference.classMeans(images, ClassMeans.ALL).asAnchors();
    try (Session expected = reference.load(images);
        Session found = engine.load(images)) {
      if (engine.refusal(spec).isPresent()) {
        assertThrows(InputException.class, () -> found.embed(weights, scaling));
        assertThrows(InputException.class, () -> engine.embed(means, weights, scaling));
        return;
      }
      // Sums of up to 576 terms, in three layers, of numbers up to about 4.
      float bound = (float) (8 * UNIT * 576 * 4);
      assertArrayEquals(expected.embed(weights, scaling), found.embed(weights, scaling), bound);
      assertArrayEquals(
          reference.embed(means, weights, scaling), engine.embed(means, weights, scaling), bound);
    }
  }

  @Test
  void chosenImagesAreEmbeddedInTheirOrder() {
    ImageSet images = TestImages.random(300, 61, 5, SEED);
    Weights weights = Weights.initial(NetworkSpec.parse("61-20"), SEED);
    int[] chosen = {299, 0, 0, 17, 130};
    try (Session expected = reference.load(images);
        Session found = engine.load(images)) {
      assertArrayEquals(
          expected.embed(chosen, weights, TrainingSpec.UNIT_PIXELS),
          found.embed(chosen, weights, TrainingSpec.UNIT_PIXELS),
          (float) (8 * UNIT * 61));
    }
  }

  /**
   * Steps without fixed anchors first, so that what an engine has recorded must change; weights
   * that stay where they are, so that rounding does not add up.
   */
  @ParameterizedTest
  @CsvSource({"mean:3,24", "mean:all,5"})
  void fixedAnchorsAreConstants(String anchors, int batch) {
    Case c = new Case(TestImages.random(120, 30, 8, SEED), Anchors.parse(anchors), 24, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.parse("30-24-10"),
            TripletLoss.DEFAULT,
            Adam.withLearningRate(0),
            batch,
            TrainingSpec.UNIT_PIXELS);
    Weights initial = Weights.initial(spec.network(), SEED);
    try (Session expectedImages = reference.load(c.images);
        Session foundImages = engine.load(c.images);
        Trainer expected = expectedImages.trainer(c.table, spec, initial);
        Trainer found = foundImages.trainer(c.table, spec, initial)) {
      for (int step = 0; step < 6; step++) {
        if (step == 2 || step == 4) {
          float[] points = numbers(c.table.rows() * 10, step);
          expected.fixAnchors(points);
          found.fixAnchors(points);
        }
        float loss = expected.step(c.triplets, step * batch, batch);
        assertEquals(loss, found.step(c.triplets, step * batch, batch), 1e-4 * loss);
        assertEquals(expected.activeTriplets(), found.activeTriplets());
        assertGradientsClose(expected.gradient(), found.gradient(), spec);
      }
    }
  }

  /**
   * Adam's moments know no learning rate: behind two steps at 0, one at twice the rate goes twice
   * as far, but for the rounding of the rate and of each weight. Where every gradient is a hundred
   * times the error that it may have, the step is the reference's.
   */
  @ParameterizedTest
  @CsvSource({"random,24", "mean:all,5"})
  void aStepGoesAsFarAsTheLearningRateSays(String anchors, int batch) {
    Case c = new Case(TestImages.random(120, 30, 8, SEED), Anchors.parse(anchors), 24, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.parse("30-24-10"),
            TripletLoss.DEFAULT,
            Adam.DEFAULT,
            batch,
            TrainingSpec.UNIT_PIXELS);
    float[] start = Weights.initial(spec.network(), SEED).values();
    double rate = 1e-3;
    assertArrayEquals(start, afterLateStep(engine, c, spec, 0, null));
    float[] once = afterLateStep(engine, c, spec, rate, null);
    float[] twice = afterLateStep(engine, c, spec, 2 * rate, null);
    double[] safest = new double[start.length];
    Arrays.fill(safest, Double.POSITIVE_INFINITY);
    float[] expected = afterLateStep(reference, c, spec, rate, safest);
    int compared = 0;
    for (int i = 0; i < start.length; i++) {
      double moved = once[i] - (double) start[i];
      double rounding = 4 * UNIT * (Math.abs(start[i]) + 2 * Math.abs(moved));
      assertEquals(2 * moved, twice[i] - (double) start[i], rounding, "parameter " + i);
      if (safest[i] >= 100) {
        assertEquals(expected[i], once[i], 0.04 * rate, "parameter " + i);
        compared++;
      }
    }
    assertTrue(compared > start.length / 4, "only " + compared + " were compared");
  }

  /**
   * Weights behind two steps at rate 0 and one at {@code rate}.
   *
   * @param safest becomes the smallest gradient of each parameter by the error that it may have
   */
  private static float[] afterLateStep(
      Engine on, Case c, TrainingSpec spec, double rate, double[] safest) {
    try (Session images = on.load(c.images);
        Trainer trainer = images.trainer(c.table, spec, Weights.initial(spec.network(), SEED))) {
      trainer.setLearningRate(0);
      for (int step = 0; step < 3; step++) {
        trainer.setLearningRate(step < 2 ? 0 : rate);
        trainer.step(c.triplets, step * spec.batchSize(), spec.batchSize());
        if (safest != null) {
          float[] gradient = trainer.gradient().values();
          double bound = gradientBound(gradient, spec);
          for (int i = 0; i < safest.length; i++) {
            safest[i] = Math.min(safest[i], Math.abs(gradient[i]) / bound);
          }
        }
      }
      return trainer.weights().values();
    }
  }

  @ParameterizedTest
  @CsvSource({"30-24-10,1,30,40", "30-24-10,1,30,1", "'conv3x8 pool2 12 4',6,5,61"})
  void aLossMadeElsewhereIsFollowed(String network, int height, int width, int count) {
    Shape shape = new Shape(1, height, width);
    ImageSet images = TestImages.random(200, shape, 5, SEED);
    NetworkSpec spec = NetworkText.parse(network).on(shape);
    TrainingSpec training =
        new TrainingSpec(
            spec, TripletLoss.DEFAULT, Adam.withLearningRate(0), 32, TrainingSpec.UNIT_PIXELS);
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 9);
    int[] chosen = IntStream.range(0, count).map(i -> random.below(200)).toArray();
    AnchorTable none = AnchorTable.none(shape.size());
    Weights initial = Weights.initial(spec, SEED);
    try (Session expectedImages = reference.load(images);
        Session foundImages = engine.load(images);
        Trainer expected = expectedImages.trainer(none, training, initial);
        Trainer found = foundImages.trainer(none, training, initial)) {
      if (!engine.takesAnyLoss()) {
        assertThrows(UnsupportedOperationException.class, () -> found.step(chosen, (e, g) -> 0));
        return;
      }
      for (int step = 0; step < 2; step++) {
        double loss = expected.step(chosen, EngineContract::squares);
        assertEquals(loss, found.step(chosen, EngineContract::squares), 1e-5 * loss);
        assertGradientsClose(expected.gradient(), found.gradient(), training);
      }
    }
  }

  /** Half the mean over images of the sum of squared numbers, each by a weight of its own. */
  private static double squares(float[] embeddings, float[] gradient) {
    double sum = 0;
    for (int i = 0; i < embeddings.length; i++) {
      double weight = (1 + i % 7) / (double) embeddings.length;
      sum += weight * embeddings[i] * embeddings[i] / 2;
      gradient[i] = (float) (weight * embeddings[i]);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "1,5,1",
    "64,70,5",
    "64,5000,5",
    "17,2049,13",
    "5,40,40",
    "64,700,300",
    "9,3000,1000"
  })
  void nearestNeighboursEqualTheReference(int width, int count, int k) {
    float[] index = numbers(count * width, 1);
    float[] queries = numbers(101 * width, 2);
    // Doubled rows: equal distances are ordered by position.
    System.arraycopy(index, 0, index, 3 * width, width);
    System.arraycopy(index, 0, queries, 0, width);
    assertArrayEquals(
        reference.nearest(queries, index, width, k), engine.nearest(queries, index, width, k));
  }

  /** Few different rows, far apart in kind: one that is most of them, some pairs, some alone. */
  @ParameterizedTest
  @CsvSource({"1,9,2", "2,300,5", "64,600,2", "64,600,100", "9,1200,1000", "64,50,50"})
  void repeatedRowsAreOrderedByPosition(int width, int count, int k) {
    float[] distinct = numbers(40 * width, 3);
    float[] index = new float[count * width];
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, 4);
    for (int row = 0; row < count; row++) {
      int from = random.below(2) == 0 ? 7 : random.below(40);
      System.arraycopy(distinct, from * width, index, row * width, width);
      // Both zeros are one number.
      index[row * width] = random.below(3) == 0 ? 0f : random.below(2) == 0 ? -0f : 0.5f;
    }
    float[] queries = Arrays.copyOfRange(index, 0, Math.min(count, 33) * width);
    assertArrayEquals(
        reference.nearest(index, index, width, k), engine.nearest(index, index, width, k));
    assertArrayEquals(
        reference.nearest(queries, index, width, k), engine.nearest(queries, index, width, k));
    float[] one = new float[count * width];
    Arrays.fill(one, 0.1f);
    assertArrayEquals(
        reference.nearest(queries, one, width, k), engine.nearest(queries, one, width, k));
  }

  private static float[] numbers(int count, int stream) {
    RandomStream random = new RandomStream(SEED, RngStream.BENCHMARK, stream);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.between(-1, 1);
    }
    return numbers;
  }
}
