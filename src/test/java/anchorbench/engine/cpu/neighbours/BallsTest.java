package anchorbench.engine.cpu.neighbours;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is passed over by a ball must lie outside it. */
class BallsTest {
  private static final int SEED = 20_241_218;
  private static final int WIDTH = 8;

  @Test
  void ballsHoldTheirRows() {
    float[] rows = ClusteredRows.of(new Random(SEED), 101, WIDTH, 0.7f);
    int[] order = SpatialOrder.of(rows, WIDTH, 4);
    Balls balls = new Balls(order, 4, WIDTH, rows);
    assertEquals(26, balls.count);
    for (int place = 0; place < order.length; place++) {
      int ball = place / 4;
      double squared = 0;
      for (int j = 0; j < WIDTH; j++) {
        double d = (double) rows[order[place] * WIDTH + j] - balls.centres[ball * WIDTH + j];
        squared += d * d;
      }
      assertTrue(Math.sqrt(squared) <= balls.radii[ball], "place " + place);
    }
  }
}
