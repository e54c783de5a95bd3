package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.data.Shape;
import anchorbench.data.SyntheticGarments;
import anchorbench.engine.Engine;
import anchorbench.engine.registry.Engines;
import anchorbench.experiment.protocol.Protocol;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found block by block is what one search finds. */
class BlockSearchTest {
  private static final long SEED = 98_213;
  private static final PixelScaling SCALE = PixelScaling.by(1 / 255f);

  private static ImageSet images(SplittableRandom random, int count, int greyLevels) {
    Shape shape = new Shape(3, 2, 3);
    MemorySegment pixels = ImageSet.allocatePixels(count, shape);
    for (long at = 0; at < (long) count * shape.size(); at++) {
      pixels.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(greyLevels));
    }
    return new ImageSet(pixels, new int[count], shape, Collections.nCopies(1, "all"));
  }

  private static void assertAsOneSearch(
      Engine engine, ImageSet queries, ImageSet index, int blockRows, int k) {
    int most = Math.max(queries.count(), index.count());
    assertArrayEquals(
        BlockSearch.nearest(
            engine, new PixelRows(queries, SCALE, most), new PixelRows(index, SCALE, most), k),
        BlockSearch.nearest(
            engine,
            new PixelRows(queries, SCALE, blockRows),
            new PixelRows(index, SCALE, blockRows),
            k),
        "k " + k + ", blocks of " + blockRows + ", seed " + SEED);
  }

  /**
   * With two grey levels most distances are equal, and many images too: more of them than ND4J's
   * search of a whole index can tell apart.
   */
  @ParameterizedTest
  @CsvSource({"reference, 2", "cpu, 2", "cpu, 3", "cpu, 256", "nd4j, 256"})
  void blocksFindWhatOneSearchFinds(String name, int greyLevels) {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Engine engine = Engines.open(name, 1)) {
      ImageSet queries = images(random, 40, greyLevels);
      ImageSet index = images(random, 211, greyLevels);
      // 70: above the number up to which an engine keeps lists of the best.
      for (int k : new int[] {1, 5, 70, 211}) {
        assertAsOneSearch(engine, queries, index, 7, k);
        assertAsOneSearch(engine, queries, index, 64, k);
        assertAsOneSearch(engine, index, index, 100, k);
      }
      assertAsOneSearch(engine, queries, index, 1, 9);
    }
  }

  @Test
  void moreNeighboursThanThereAreIsAnError() {
    ImageSet few = images(new SplittableRandom(SEED), 10, 256);
    try (Engine engine = Engines.open("cpu", 1)) {
      PixelRows rows = new PixelRows(few, SCALE, 4);
      assertThrows(
          IllegalArgumentException.class, () -> BlockSearch.nearest(engine, rows, rows, 11));
    }
  }

  /** The whole control: every number of it, bit for bit. */
  @Test
  void rawPixelsScoreTheSameInBlocksOfSevenAndInOne() {
    DataSet data = new SyntheticGarments(3).dataSet(600, 200);
    Protocol protocol = TestProtocols.small("784-8-4", "random", "mean:20");
    try (Engine engine = Engines.open("cpu", 1);
        ExperimentContext context = new ExperimentContext(engine, protocol, data)) {
      Scorer scorer = new Scorer(context);
      Scores whole = scorer.score(Space.ofPixels(context, 600), 1, 0.5f, true);
      assertEquals(whole, scorer.score(Space.ofPixels(context, 7), 1, 0.5f, true));
      assertEquals(whole, scorer.score(Space.ofPixels(context), 1, 0.5f, true));
    }
  }
}
