package anchorbench.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassSumTilesTest {
  private static final int MULTIPROCESSORS = 132;

  /** Images of a class, bytes of an image: each fills a large card, and no sum can overflow. */
  @ParameterizedTest
  @CsvSource({"78_000,12", "6_000,784", "1_500,3072", "200,12288", "60,196608"})
  void aCardIsFilled(String perClassText, int bytes) {
    int perClass = Integer.parseInt(perClassText.replace("_", ""));
    int vectors = Math.ceilDiv(bytes, 16);
    ClassSumTiles tiles = ClassSumTiles.of(vectors, perClass, 10, MULTIPROCESSORS);
    assertTrue(
        tiles.blocksOfAClass(vectors, perClass) * 10 >= 2 * MULTIPROCESSORS, tiles::toString);
    int teams = ClassSumTiles.THREADS / tiles.band();
    assertTrue(Math.ceilDiv(tiles.images(), teams) <= 257, tiles::toString);
    assertTrue(tiles.band() <= ClassSumTiles.THREADS, tiles::toString);
  }

  /** Of a small image all is one block's, and blocks are as large as they may be. */
  @Test
  void fashionMnist() {
    ClassSumTiles tiles = ClassSumTiles.of(49, 6000, 10, MULTIPROCESSORS);
    assertEquals(new ClassSumTiles(49, 125), tiles);
    assertEquals(48, tiles.blocksOfAClass(49, 6000));
    assertEquals(0, tiles.blocksOfAClass(49, 0));
  }
}
