package anchorbench.engine.cpu.neighbours;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The heap of the nearest against a sort. */
class NearestRowsTest {
  private static final long SEED = 4;

  @Test
  void keepsTheNearestInOrder() {
    Random random = new Random(SEED);
    for (int wanted : new int[] {1, 2, 5, 64}) {
      NearestRows nearest = new NearestRows(wanted);
      for (int count : new int[] {wanted, wanted + 1, 300}) {
        // Few different distances, so that many are equal; one is no number.
        double[] squared = random.ints(count, 0, 20).asDoubleStream().toArray();
        squared[count / 2] = Double.NaN;
        int[] expected =
            IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> squared[row]))
                .limit(wanted)
                .mapToInt(row -> row)
                .toArray();
        nearest.clear();
        assertEquals(Double.POSITIVE_INFINITY, nearest.limit());
        IntStream.range(0, count).forEach(row -> nearest.add(row, squared[row]));
        assertEquals(squared[expected[wanted - 1]], nearest.limit());
        int[] found = new int[wanted + 3];
        nearest.drain(found, 2);
        assertArrayEquals(
            expected, java.util.Arrays.copyOfRange(found, 2, wanted + 2), "seed " + SEED);
      }
    }
  }
}
