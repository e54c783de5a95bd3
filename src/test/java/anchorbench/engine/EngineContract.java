package anchorbench.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.LabelledImages;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.Purpose;
import anchorbench.triplet.RandomStream;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine promises, against the reference. */
public abstract class EngineContract {
  private static final long SEED = 20_241_218;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  protected Engine engine;
  private final Engine reference = new ReferenceEngine();

  protected abstract Engine open();

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
  @ValueSource(ints = {1, 13, 783, 784, 785})
  void classMeansEqualTheReference(int pixels) {
    LabelledImages images = TestImages.random(700, pixels, 7, SEED);
    for (int perClass : new int[] {ClassMeans.ALL, 1, 30}) {
      ClassMeans expected = reference.classMeans(images, perClass);
      ClassMeans found = engine.classMeans(images, perClass);
      assertArrayEquals(expected.counts(), found.counts());
      assertArrayEquals(expected.sums(), found.sums(), "n = " + perClass);
      assertArrayEquals(expected.means(), found.means());
    }
  }

  @Test
  void manyWhiteImagesDoNotOverflowTheSums() {
    LabelledImages images = TestImages.random(3000, 33, 2, SEED);
    images.pixels().fill((byte) 255);
    assertArrayEquals(
        reference.classMeans(images, ClassMeans.ALL).sums(),
        engine.classMeans(images, ClassMeans.ALL).sums());
  }

  @Test
  void meansOfASliceLeaveTheRestOut() {
    LabelledImages slice = TestImages.random(300, 50, 3, SEED).slice(37, 211);
    assertArrayEquals(
        reference.classMeans(slice, ClassMeans.ALL).sums(),
        engine.classMeans(slice, ClassMeans.ALL).sums());
  }

  @Test
  void moreImagesThanAClassHasAreRefused() {
    LabelledImages images = TestImages.random(50, 9, 3, SEED);
    InputException refusal =
        assertThrows(InputException.class, () -> engine.classMeans(images, 49));
    assertTrue(refusal.getMessage().contains("has only"), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "1,random",
    "13,mean:all",
    "783,random",
    "784,mean:all",
    "784,random",
    "785,mean:all"
  })
  void assemblyEqualsTheReference(int pixels, String anchors) {
    Case c = new Case(TestImages.random(400, pixels, 5, SEED), Anchors.parse(anchors), 60, SEED);
    for (float scale : new float[] {1, TrainingSpec.UNIT_PIXELS}) {
      try (ImageStore expectedImages = reference.load(c.images);
          ImageStore foundImages = engine.load(c.images);
          TripletBatch expected = reference.newBatch(expectedImages, c.table, 256);
          TripletBatch found = engine.newBatch(foundImages, c.table, 256)) {
        // A large batch first: what it leaves behind must not show in a smaller one.
        engine.assemble(foundImages, c.table, c.triplets, 0, 256, scale, found);
        for (int count : new int[] {256, 1, 37}) {
          reference.assemble(expectedImages, c.table, c.triplets, 7, count, scale, expected);
          engine.assemble(foundImages, c.table, c.triplets, 7, count, scale, found);
          assertEquals(count, found.count());
          assertBatchesEqual(expected, found, pixels);
        }
      }
    }
  }

  private static void assertBatchesEqual(TripletBatch expected, TripletBatch found, int pixels) {
    float[] wanted = new float[3 * pixels];
    float[] got = new float[3 * pixels];
    for (int i = 0; i < expected.count(); i++) {
      expected.read(i, wanted);
      found.read(i, got);
      assertArrayEquals(wanted, got, "triplet " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "random,EUCLIDEAN,1,64",
    "mean:all,EUCLIDEAN,1,64",
    "random,SQUARED_EUCLIDEAN,1,64",
    "mean:all,SQUARED_EUCLIDEAN,0.2,33",
    "random,EUCLIDEAN,0.05,64",
    "mean:all,EUCLIDEAN,0.05,1",
    "random,EUCLIDEAN,0,17"
  })
  void tenStepsFollowTheReference(String anchors, Distance distance, float margin, int batch) {
    Case c = new Case(TestImages.random(500, 49, 5, SEED), Anchors.parse(anchors), 200, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.parse("49-40-23-17"),
            new TripletLoss(distance, margin),
            Adam.DEFAULT,
            batch,
            TrainingSpec.UNIT_PIXELS);
    followReference(c, spec, 10);
  }

  @Test
  void theDefaultNetworkFollowsTheReference() {
    Case c = new Case(TestImages.random(300, 784, 10, SEED), Anchors.parse("mean:all"), 60, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.DEFAULT, TripletLoss.DEFAULT, Adam.DEFAULT, 128, TrainingSpec.UNIT_PIXELS);
    followReference(c, spec, 3);
  }

  private void followReference(Case c, TrainingSpec spec, int steps) {
    followReference(c.images, c.table, c.triplets, spec, steps);
  }

  private void followReference(
      LabelledImages images,
      AnchorTable table,
      TripletIndices triplets,
      TrainingSpec spec,
      int steps) {
    Weights initial = Weights.glorotUniform(spec.network(), SEED);
    try (ImageStore expectedImages = reference.load(images);
        ImageStore foundImages = engine.load(images);
        Trainer expected = reference.newTrainer(expectedImages, table, spec, initial);
        Trainer found = engine.newTrainer(foundImages, table, spec, initial)) {
      for (int step = 0; step < steps; step++) {
        int first = step * spec.batchSize();
        int count = step % 3 == 2 ? Math.max(1, spec.batchSize() / 2) : spec.batchSize();
        float wanted = expected.step(triplets, first, count);
        float got = found.step(triplets, first, count);
        // The first loss is a forward pass; later ones have been through updates whose sign, where
        // a gradient is all rounding, is rounding too (see assertUpdatesClose).
        double bound = step == 0 ? 1e-5 : 2e-3;
        assertEquals(wanted, got, bound * Math.max(1, wanted), "loss of step " + step);
        if (step == 0) {
          assertEquals(expected.activeTriplets(), found.activeTriplets());
          assertGradientsClose(expected.gradient(), found.gradient(), spec);
        }
      }
      assertUpdatesClose(initial, expected.weights(), found.weights(), spec, steps);
    }
  }

  /**
   * Each gradient is a sum of at most {@code 3 batch} products behind chains of dot products; the
   * error of such sums grows like length * unit roundoff, relative to the largest term.
   */
  private static void assertGradientsClose(Weights expected, Weights found, TrainingSpec spec) {
    double largest = 0;
    for (float value : expected.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    int longest = spec.network().widths().stream().mapToInt(Integer::intValue).max().orElseThrow();
    double bound = 8 * UNIT * (longest + 3 * spec.batchSize()) * largest;
    assertArrayEquals(expected.values(), found.values(), (float) bound);
  }

  /**
   * Adam moves every parameter by up to a learning rate a step, whatever the gradient's size: where
   * a gradient is all rounding, the sign is too. So most parameters must agree closely and none may
   * be further off than the steps could carry it.
   */
  private static void assertUpdatesClose(
      Weights initial, Weights expected, Weights found, TrainingSpec spec, int steps) {
    double rate = spec.adam().learningRate();
    int far = 0;
    for (int i = 0; i < expected.values().length; i++) {
      double off = Math.abs((double) expected.values()[i] - found.values()[i]);
      assertTrue(off <= 2.5 * rate * steps, "parameter " + i + " is off by " + off);
      far += off > 0.02 * rate * steps ? 1 : 0;
    }
    // The output's bias shifts all embeddings alike: its gradient is nothing but rounding.
    int allowed = expected.values().length / 100 + spec.network().outputs();
    assertTrue(far <= allowed, far + " parameters are off");
    assertTrue(!Arrays.equals(initial.values(), found.values()), "nothing was learnt");
  }

  @Test
  void oneSeedGivesTheSameBitsTwice() {
    Case c = new Case(TestImages.random(500, 100, 5, SEED), Anchors.RANDOM, 200, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.parse("100-32-16"),
            TripletLoss.DEFAULT,
            Adam.DEFAULT,
            64,
            TrainingSpec.UNIT_PIXELS);
    assertArrayEquals(trained(c, spec), trained(c, spec));
  }

  private float[] trained(Case c, TrainingSpec spec) {
    Weights initial = Weights.glorotUniform(spec.network(), SEED);
    try (ImageStore images = engine.load(c.images);
        Trainer trainer = engine.newTrainer(images, c.table, spec, initial)) {
      trainer.start(c.triplets, spec.batchSize()).finish();
      return trainer.weights().values();
    }
  }

  @Test
  void epochsStartedAheadAreTheSameSteps() {
    Case c = new Case(TestImages.random(400, 36, 5, SEED), Anchors.parse("mean:all"), 50, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.parse("36-20-8"),
            TripletLoss.DEFAULT,
            Adam.DEFAULT,
            32,
            TrainingSpec.UNIT_PIXELS);
    Weights initial = Weights.glorotUniform(spec.network(), SEED);
    try (ImageStore images = engine.load(c.images);
        Trainer ahead = engine.newTrainer(images, c.table, spec, initial);
        Trainer behind = engine.newTrainer(images, c.table, spec, initial)) {
      Trainer.Running running = null;
      for (int epoch = 0; epoch < 5; epoch++) {
        Trainer.Running next = ahead.start(c.sampler.epoch(epoch), spec.batchSize());
        if (running != null) {
          assertSteps(behind, c.sampler.epoch(epoch - 1), spec, running.finish());
        }
        running = next;
      }
      assertSteps(behind, c.sampler.epoch(4), spec, running.finish());
      assertArrayEquals(behind.weights().values(), ahead.weights().values());
    }
  }

  /** The log of an epoch against the same steps one by one. */
  private static void assertSteps(
      Trainer trainer, TripletIndices triplets, TrainingSpec spec, StepLog log) {
    assertEquals(Math.ceilDiv(triplets.count(), spec.batchSize()), log.steps());
    for (int step = 0; step < log.steps(); step++) {
      int first = step * spec.batchSize();
      int count = Math.min(spec.batchSize(), triplets.count() - first);
      assertEquals(trainer.step(triplets, first, count), log.losses()[step], "step " + step);
      assertEquals(trainer.activeTriplets(), log.active()[step], "step " + step);
    }
  }

  @ParameterizedTest
  @CsvSource({"40,16", "40,64", "3,64"})
  void imagesAndTableRowsMayBeMixedAsAnchors(int tableRows, int batch) {
    LabelledImages images = TestImages.random(200, 30, 4, SEED);
    RandomStream random = new RandomStream(SEED, Purpose.BENCHMARK, 7);
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
    followReference(images, new AnchorTable(tableRows, 30, values), triplets, spec, 4);
  }

  @Test
  void embeddingsAreTheReferences() {
    LabelledImages images = TestImages.random(1100, 61, 5, SEED);
    NetworkSpec spec = NetworkSpec.parse("61-50-20");
    Weights weights = Weights.glorotUniform(spec, SEED);
    try (ImageStore expected = reference.load(images);
        ImageStore found = engine.load(images)) {
      float bound = (float) (8 * UNIT * 61 * 10);
      assertArrayEquals(
          reference.embed(expected, weights, TrainingSpec.UNIT_PIXELS),
          engine.embed(found, weights, TrainingSpec.UNIT_PIXELS),
          bound);
      AnchorTable means = reference.classMeans(images, ClassMeans.ALL).asAnchors();
      assertArrayEquals(
          reference.embed(means, weights, TrainingSpec.UNIT_PIXELS),
          engine.embed(means, weights, TrainingSpec.UNIT_PIXELS),
          bound);
    }
  }

  @Test
  void chosenImagesAreEmbeddedInTheirOrder() {
    LabelledImages images = TestImages.random(300, 61, 5, SEED);
    Weights weights = Weights.glorotUniform(NetworkSpec.parse("61-20"), SEED);
    int[] chosen = {299, 0, 0, 17, 130};
    try (ImageStore expected = reference.load(images);
        ImageStore found = engine.load(images)) {
      assertArrayEquals(
          reference.embed(expected, chosen, weights, TrainingSpec.UNIT_PIXELS),
          engine.embed(found, chosen, weights, TrainingSpec.UNIT_PIXELS),
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
    Weights initial = Weights.glorotUniform(spec.network(), SEED);
    try (ImageStore expectedImages = reference.load(c.images);
        ImageStore foundImages = engine.load(c.images);
        Trainer expected = reference.newTrainer(expectedImages, c.table, spec, initial);
        Trainer found = engine.newTrainer(foundImages, c.table, spec, initial)) {
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
    RandomStream random = new RandomStream(SEED, Purpose.BENCHMARK, 4);
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
    RandomStream random = new RandomStream(SEED, Purpose.BENCHMARK, stream);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.between(-1, 1);
    }
    return numbers;
  }

  /** Images, an arm, and triplets of it. */
  private final class Case {
    final LabelledImages images;
    final AnchorTable table;
    final TripletSampler sampler;
    final TripletIndices triplets;

    Case(LabelledImages images, Anchors anchors, int perClass, long seed) {
      this.images = images;
      table = AnchorTables.of(reference, images, anchors);
      sampler = new TripletSampler(new ClassIndex(images), anchors, Supply.FRESH, perClass, seed);
      triplets = sampler.epoch(0);
    }
  }
}
