package anchorbench.experiment.arm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.AnchorTables;
import anchorbench.engine.TestImages;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArmsTest {
  private static final long SEED = 11;

  @ParameterizedTest
  @MethodSource("names")
  void namesAreReadBack(String name) {
    assertEquals(name, Arms.parse(name).name());
  }

  private static List<String> names() {
    return Stream.concat(
            Arms.names().stream().map(name -> name.replace("N", "30").replace("K", "4")),
            Stream.of("random>random@5%", "random>batch-hard@30%", "medoid>semi-hard@patience"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "median",
        "mean:0",
        "mean:-3",
        "meaning",
        "batch",
        "batch-hard:1",
        "batch-hard:x"
      })
  void othersAreRefusedWithTheList(String name) {
    Exception e = assertThrows(InputException.class, () -> Arms.parse(name));
    assertTrue(e.getMessage().contains("expected"), e.getMessage());
  }

  /**
   * On a line: the hardest positive is the farthest of the class, the hardest negative the nearest.
   */
  @Test
  void batchHardByHand() {
    float[] line = {0, 1, 5, 2, 7};
    int[] classes = {0, 0, 0, 1, 1};
    int[] images = {10, 11, 12, 13, 14};
    TripletIndices mined = BatchHardArm.hardest(images, classes, line, 1);
    assertArrayEquals(images, mined.anchor());
    assertArrayEquals(new int[] {12, 12, 10, 14, 13}, mined.positive());
    assertArrayEquals(new int[] {13, 13, 14, 11, 12}, mined.negative());
  }

  /** On a line: the nearest of another class that is farther than the positive. */
  @Test
  void semiHardByHand() {
    // Anchors at 0 and 10, positives at 3 and 9, negatives at 2 and 0.
    float[] line = {0, 10, 3, 9, 2, 0};
    int[] classes = {0, 1, 0, 1, 1, 0};
    // For the first, 2 is too near and 9 is nearer than 10; for the second, 3 is nearer than 0.
    assertArrayEquals(new int[] {3, 2}, SemiHardArm.semiHard(classes, line, 1, 2));
    // Nothing is farther than the positive: the sampled negative stays.
    float[] near = {0, 1, 9, 2, 3, 0};
    assertArrayEquals(new int[] {4, 2}, SemiHardArm.semiHard(classes, near, 1, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mean:30>random",
        "mean:30>random@0%",
        "mean:30>random@100%",
        "mean:30>mean:all@30%",
        "mean:30>centroid@30%",
        "mean:30>median@30%",
        "mean:30>random@never"
      })
  void aChangeThatIsNoneIsRefused(String name) {
    Exception e = assertThrows(InputException.class, () -> Arms.parse(name));
    assertTrue(e.getMessage().contains("expected"), e.getMessage());
  }

  @Test
  void batchesAreClassesOfSeveralImagesWithoutRepetition() {
    ImageSet images = TestImages.random(200, 4, 6, SEED);
    ClassIndex index = new ClassIndex(images);
    RandomStream random = new RandomStream(SEED, RngStream.BATCH_HARD, 0);
    int[] first = BatchHardArm.draw(index, 32, random);
    int[] second = BatchHardArm.draw(index, 32, random);
    assertEquals(first.length, IntStream.of(first).distinct().count());
    assertEquals(30, first.length);
    for (int c = 0; c < 6; c++) {
      int clazz = c;
      assertEquals(5, IntStream.of(first).filter(i -> images.label(i) == clazz).count());
    }
    assertNotEquals(java.util.Arrays.toString(first), java.util.Arrays.toString(second));
  }

  /**
   * The medoid is the image whose squared distances to all others of its class sum to the least.
   */
  @Test
  void medoidsAgainstTheirDefinition() {
    ImageSet images = TestImages.random(60, 12, 3, SEED);
    AnchorTable found = AnchorTables.of(new ReferenceEngine(), images, new Anchors.Medoid());
    ClassIndex index = new ClassIndex(images);
    for (int c = 0; c < 3; c++) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int a = 0; a < index.size(c); a++) {
        double sum = 0;
        for (int b = 0; b < index.size(c); b++) {
          for (int p = 0; p < 12; p++) {
            double d = images.pixel(index.image(c, a), p) - images.pixel(index.image(c, b), p);
            sum += d * d;
          }
        }
        if (sum < least) {
          least = sum;
          best = index.image(c, a);
        }
      }
      float[] row = found.row(c);
      for (int p = 0; p < 12; p++) {
        assertEquals(images.pixel(best, p), row[p]);
      }
    }
  }
}
