package anchorbench.engine.cpu.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row once, and near ones side by side. */
class SpatialOrderTest {
  private static final int SEED = 20_241_218;
  private static final int WIDTH = 8;

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 32, 33, 1000})
  void aSpatialOrderHasEveryRowOnce(int count) {
    float[] rows = ClusteredRows.of(new Random(SEED), count, WIDTH, 0.2f);
    int[] order = SpatialOrder.of(rows, WIDTH, 32);
    assertEquals(count, order.length);
    assertArrayEquals(IntStream.range(0, count).toArray(), Arrays.stream(order).sorted().toArray());
  }

  @Test
  void aSpatialOrderKeepsClustersTogether() {
    float[] rows = new float[64 * WIDTH];
    for (int i = 0; i < 64; i++) {
      rows[i * WIDTH + 5] = i % 2 == 0 ? 1 : 9;
    }
    int[] order = SpatialOrder.of(rows, WIDTH, 32);
    for (int i = 0; i < 64; i++) {
      assertEquals(i / 32, order[i] % 2, "place " + i);
    }
  }
}
