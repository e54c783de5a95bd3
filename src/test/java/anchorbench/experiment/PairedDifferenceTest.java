package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  /** By hand: mean 3, standard deviation sqrt(2.5), t(4, 0.975) = 2.776445. */
  @Test
  void isStudentsInterval() {
    PairedDifference d = PairedDifference.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0));
    double half = 2.776445 * Math.sqrt(2.5 / 5);
    assertEquals(3, d.mean(), 1e-12);
    assertEquals(3 - half, d.low(), 1e-5);
    assertEquals(3 + half, d.high(), 1e-5);
    assertTrue(d.excludesZero());
  }

  @Test
  void oneSeedHasNoInterval() {
    PairedDifference d = PairedDifference.of(List.of(0.5));
    assertEquals(0.5, d.mean());
    assertTrue(Double.isNaN(d.low()));
    assertFalse(d.excludesZero());
  }
}
