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
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine promises of the kernels that are timed, against the reference. Of batches it is
 * in {@link AssemblyContract}.
 *
 * @param <E> what is tested
 */
public abstract class TimedEngineContract<E extends TimedEngine> extends AssemblyContract<E> {
  private ClassMeans classMeans(ImageSet images, int firstPerClass) {
    try (TimedSession session = engine.load(images)) {
      return session.classMeans(firstPerClass);
    }
  }

  /** Class after class of one session: what one leaves behind must not show in the next. */
  @Test
  void aSessionTakesMeansAgainAndAgain() {
    ImageSet images = TestImages.random(500, 31, 4, SEED);
    try (TimedSession session = engine.load(images)) {
      assertEquals(500, session.count());
      for (int perClass : new int[] {5, ClassMeans.ALL, ClassMeans.ALL, 5}) {
        assertArrayEquals(
            reference.classMeans(images, perClass).sums(), session.classMeans(perClass).sums());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 12, 13, 31, 63, 64, 65, 783, 784, 785, 1041, 12_288})
  void classMeansEqualTheReference(int pixels) {
    ImageSet images = TestImages.random(700, pixels, 7, SEED);
    for (int perClass : new int[] {ClassMeans.ALL, 1, 30}) {
      ClassMeans expected = reference.classMeans(images, perClass);
      ClassMeans found = classMeans(images, perClass);
      assertArrayEquals(expected.counts(), found.counts());
      assertArrayEquals(expected.sums(), found.sums(), "n = " + perClass);
      assertArrayEquals(expected.means(), found.means());
    }
  }

  /** More than engines take at a time. */
  @Test
  void classMeansOfManyTinyImages() {
    ImageSet images = TestImages.random(40_000, 12, 3, SEED);
    for (int perClass : new int[] {ClassMeans.ALL, 12_000}) {
      ClassMeans expected = reference.classMeans(images, perClass);
      ClassMeans found = classMeans(images, perClass);
      assertArrayEquals(expected.counts(), found.counts());
      assertArrayEquals(expected.sums(), found.sums(), "n = " + perClass);
    }
  }

  @ParameterizedTest
  @CsvSource({"3,5,7,7", "3,32,32,10", "17,1,1,3", "1,5,7,300"})
  void classMeansOfColoursAndOfManyClasses(int channels, int height, int width, int classes) {
    Shape shape = new Shape(channels, height, width);
    ImageSet images = TestImages.random(3 * classes + 50, shape, classes, SEED);
    ClassMeans expected = reference.classMeans(images, ClassMeans.ALL);
    ClassMeans found = classMeans(images, ClassMeans.ALL);
    assertArrayEquals(expected.counts(), found.counts());
    assertArrayEquals(expected.sums(), found.sums());
    assertArrayEquals(expected.means(), found.means());
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 33, 65})
  void manyWhiteImagesDoNotOverflowTheSums(int pixels) {
    ImageSet images = TestImages.random(3000, pixels, 2, SEED);
    images.pixels().fill((byte) 255);
    assertArrayEquals(
        reference.classMeans(images, ClassMeans.ALL).sums(),
        classMeans(images, ClassMeans.ALL).sums());
  }

  @Test
  void meansOfASliceLeaveTheRestOut() {
    ImageSet slice = TestImages.random(300, 50, 3, SEED).slice(37, 211);
    assertArrayEquals(
        reference.classMeans(slice, ClassMeans.ALL).sums(),
        classMeans(slice, ClassMeans.ALL).sums());
  }

  @Test
  void moreImagesThanAClassHasAreRefused() {
    ImageSet images = TestImages.random(50, 9, 3, SEED);
    InputException refusal = assertThrows(InputException.class, () -> classMeans(images, 49));
    assertTrue(refusal.getMessage().contains("has only"), refusal.getMessage());
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

  /** Channel by channel, on images and on means. */
  @ParameterizedTest
  @CsvSource({"3,5,7,random", "3,5,7,mean:all", "3,8,8,mean:all", "2,1,3,random"})
  void standardisedColoursFollowTheReference(int channels, int height, int width, String anchors) {
    Shape shape = new Shape(channels, height, width);
    Case c = new Case(TestImages.random(400, shape, 5, SEED), Anchors.parse(anchors), 100, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkSpec.parse(shape.size() + "-40-17"),
            TripletLoss.DEFAULT,
            Adam.DEFAULT,
            32,
            PixelScaling.standardised(c.images));
    followReference(c, spec, 10);
  }

  /**
   * Odd sizes, strides, paddings and channels; a batch of 1; what a block of images leaves over.
   */
  @ParameterizedTest
  @CsvSource({
    "1,28,28,cnn,mean:all,6",
    "1,12,12,conv3x32 pool2 conv3x64 pool2 32 8,random,40",
    "3,12,10,conv3x32 pool2 conv3x16 pool2 16,mean:all,33",
    "1,9,7,conv3x17 pool2 9,random,1",
    "3,11,13,conv5x19s2p0 conv2x17p1 7,random,7",
    "17,6,7,conv3x5 conv3x3 gap,mean:all,9",
    "3,9,9,conv3x8 pool3s2p1 conv1x12 avg2 6,random,12",
    "2,8,8,avg2 conv3x16 gap 12 5,mean:all,21",
    "1,10,10,pool2 conv3x16 pool2 relu conv3x8 relu pool3s1p1 flatten 6,random,5",
    "4,20,9,conv5x17s5p4 conv3x8 gap,mean:all,9",
    "2,6,7,avg2 9 5,random,7",
    "3,5,6,relu pool2 flatten 5,mean:all,9",
    "3,5,6,relu flatten 5,mean:all,9",
    "3,6,6,conv3x8 relu pool2 relu flatten relu 5,random,9",
    "3,8,8,conv3x32p0 pool2 relu conv3x16 relu pool2 flatten 20 relu 6,mean:all,64",
  })
  void convolutionalNetworksFollowTheReference(
      int channels, int height, int width, String network, String anchors, int batch) {
    Shape shape = new Shape(channels, height, width);
    Case c = new Case(TestImages.random(200, shape, 5, SEED), Anchors.parse(anchors), 60, SEED);
    TrainingSpec spec =
        new TrainingSpec(
            NetworkText.parse(network).on(shape),
            TripletLoss.DEFAULT,
            Adam.DEFAULT,
            batch,
            PixelScaling.standardised(c.images));
    if (engine.refusal(spec.network()).isPresent()) {
      assertRefused(c, spec);
    } else {
      followReference(c, spec, 3);
    }
  }

  /** An engine without a layer says so, and gives no other result. */
  private void assertRefused(Case c, TrainingSpec spec) {
    Weights initial = Weights.initial(spec.network(), SEED);
    try (TimedSession images = engine.load(c.images)) {
      InputException refusal =
          assertThrows(InputException.class, () -> images.trainer(c.table, spec, initial));
      assertEquals(engine.refusal(spec.network()).orElseThrow(), refusal.getMessage());
    }
  }

  private void followReference(Case c, TrainingSpec spec, int steps) {
    followReference(c.images, c.table, c.triplets, spec, steps);
  }

  /** The gradient of a training's first step, where an engine shows it. */
  void assertFirstGradient(
      ImageSet images, AnchorTable table, TripletIndices triplets, TrainingSpec spec) {}

  protected final void followReference(
      ImageSet images, AnchorTable table, TripletIndices triplets, TrainingSpec spec, int steps) {
    assertFirstGradient(images, table, triplets, spec);
    Weights initial = Weights.initial(spec.network(), SEED);
    try (Session expectedImages = reference.load(images);
        TimedSession foundImages = engine.load(images);
        Trainer expected = expectedImages.trainer(table, spec, initial);
        TimedTrainer found = foundImages.trainer(table, spec, initial)) {
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
        }
      }
      assertUpdatesClose(initial, expected.weights(), found.weights(), spec, steps);
    }
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
    Weights initial = Weights.initial(spec.network(), SEED);
    try (TimedSession images = engine.load(c.images);
        TimedTrainer trainer = images.trainer(c.table, spec, initial)) {
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
    Weights initial = Weights.initial(spec.network(), SEED);
    try (TimedSession images = engine.load(c.images);
        TimedTrainer ahead = images.trainer(c.table, spec, initial);
        TimedTrainer behind = images.trainer(c.table, spec, initial)) {
      RunningSteps running = null;
      for (int epoch = 0; epoch < 5; epoch++) {
        RunningSteps next = ahead.start(c.sampler.epoch(epoch), spec.batchSize());
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
      TimedTrainer trainer, TripletIndices triplets, TrainingSpec spec, StepLog log) {
    assertEquals(Math.ceilDiv(triplets.count(), spec.batchSize()), log.steps());
    for (int step = 0; step < log.steps(); step++) {
      int first = step * spec.batchSize();
      int count = Math.min(spec.batchSize(), triplets.count() - first);
      assertEquals(trainer.step(triplets, first, count), log.losses()[step], "step " + step);
      assertEquals(trainer.activeTriplets(), log.active()[step], "step " + step);
    }
  }
}
