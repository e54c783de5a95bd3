package anchorbench.triplet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.engine.TestImages;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TripletSamplerTest {
  private final ImageSet images = TestImages.random(97, 5, 4, 3);
  private final ClassIndex index = new ClassIndex(images);

  private TripletSampler sampler(Anchors anchors, Supply supply, int perClass, long seed) {
    return new TripletSampler(index, anchors, supply, perClass, seed);
  }

  @Test
  void everyTripletIsATriplet() {
    TripletIndices triplets = sampler(Anchors.RANDOM, Supply.FRESH, 2000, 5).epoch(3);
    int[] perClass = new int[4];
    for (int i = 0; i < triplets.count(); i++) {
      int c = images.label(triplets.positive()[i]);
      perClass[c]++;
      assertEquals(c, images.label(triplets.anchor()[i]));
      assertNotEquals(triplets.anchor()[i], triplets.positive()[i]);
      assertNotEquals(c, images.label(triplets.negative()[i]));
    }
    assertArrayEquals(new int[] {2000, 2000, 2000, 2000}, perClass);
  }

  @Test
  void bothArmsShareAllButTheAnchor() {
    for (Supply supply : Supply.values()) {
      TripletIndices random = sampler(Anchors.RANDOM, supply, 50, 5).epoch(2);
      TripletIndices mean = sampler(new Anchors.ClassMean(1), supply, 50, 5).epoch(2);
      assertArrayEquals(random.positive(), mean.positive());
      assertArrayEquals(random.negative(), mean.negative());
      for (int i = 0; i < mean.count(); i++) {
        int row = TripletIndices.tableRow(mean.anchor()[i]);
        assertEquals(images.label(mean.positive()[i]), row);
      }
    }
  }

  @Test
  void aPoolKeepsItsTripletsAndChangesTheirOrder() {
    TripletSampler pool = sampler(Anchors.RANDOM, Supply.POOL, 50, 5);
    assertArrayEquals(sortedRows(pool.epoch(0)), sortedRows(pool.epoch(7)));
    assertFalse(Arrays.equals(pool.epoch(0).positive(), pool.epoch(7).positive()));
    TripletSampler fresh = sampler(Anchors.RANDOM, Supply.FRESH, 50, 5);
    assertFalse(Arrays.equals(sortedRows(fresh.epoch(0)), sortedRows(fresh.epoch(7))));
  }

  private static String[] sortedRows(TripletIndices triplets) {
    String[] rows = new String[triplets.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = triplets.anchor()[i] + " " + triplets.positive()[i] + " " + triplets.negative()[i];
    }
    Arrays.sort(rows);
    return rows;
  }

  @Test
  void seedsDiffer() {
    assertFalse(
        Arrays.equals(
            sampler(Anchors.RANDOM, Supply.POOL, 50, 1).classByClass().negative(),
            sampler(Anchors.RANDOM, Supply.POOL, 50, 2).classByClass().negative()));
  }

  /** Pearson's chi-squared at p = 1e-6, with a fixed seed: it fails only if the sampler changes. */
  @Test
  void positivesAndNegativesAreUniform() {
    int perClass = 40_000;
    TripletIndices triplets = sampler(Anchors.RANDOM, Supply.POOL, perClass, 11).classByClass();
    int clazz = 2;
    double[] positives = new double[images.count()];
    double[] negatives = new double[images.count()];
    double[] anchors = new double[images.count()];
    for (int i = clazz * perClass; i < (clazz + 1) * perClass; i++) {
      positives[triplets.positive()[i]]++;
      negatives[triplets.negative()[i]]++;
      anchors[triplets.anchor()[i]]++;
    }
    int size = index.size(clazz);
    assertUniform(positives, size, perClass);
    assertUniform(anchors, size, perClass);
    assertUniform(negatives, images.count() - size, perClass);
  }

  private static void assertUniform(double[] counts, int cells, int draws) {
    double expected = (double) draws / cells;
    double chiSquared = 0;
    int hit = 0;
    for (double count : counts) {
      if (count > 0) {
        hit++;
        chiSquared += (count - expected) * (count - expected) / expected;
      }
    }
    assertEquals(cells, hit);
    int freedom = cells - 1;
    // Wilson and Hilferty's approximation; 4.75 standard deviations is p = 1e-6.
    double bound =
        freedom * Math.pow(1 - 2.0 / (9 * freedom) + 4.75 * Math.sqrt(2.0 / (9 * freedom)), 3);
    assertTrue(chiSquared < bound, chiSquared + " against " + bound);
  }

  @Test
  void aClassWithoutImagesIsRefused() {
    ImageSet hole =
        new ImageSet(
            ImageSet.allocatePixels(2, Shape.grey(1, 1)),
            new int[] {0, 2},
            Shape.grey(1, 1),
            java.util.List.of("a", "b", "c"));
    InputException refusal =
        assertThrows(
            InputException.class,
            () -> new TripletSampler(new ClassIndex(hole), Anchors.RANDOM, Supply.POOL, 1, 1));
    assertTrue(refusal.getMessage().contains("class b has no image"), refusal.getMessage());
  }
}
