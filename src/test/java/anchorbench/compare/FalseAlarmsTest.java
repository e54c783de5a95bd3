package anchorbench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a comparison of eighteen rows is wrong, by {@link RunComparison}'s own verdicts. */
class FalseAlarmsTest {
  private static final double MIN_EFFECT = 0.03;
  private static final double NOMINAL = 0.05;
  private static final int COMPARISONS = 100;

  private static FalseAlarms simulated(SimulatedNoise noise, int forks, long seed) {
    FalseAlarms found = FalseAlarms.of(noise, forks, COMPARISONS, MIN_EFFECT, seed);
    System.out.println("seed " + seed + ": " + found);
    return found;
  }

  /** Three standard errors of a share above 5 %: a right method fails once in 700 times. */
  private static double bound(int comparisons) {
    return NOMINAL + 3 * Math.sqrt(NOMINAL * (1 - NOMINAL) / comparisons);
  }

  @Test
  void atMostOneComparisonInTwentyIsWrong() {
    List<FalseAlarms> all = new ArrayList<>();
    long seed = 20261126;
    for (double spread : new double[] {0.01, 0.03, 0.1}) {
      for (int forks : new int[] {2, 3, 10}) {
        String name = "every row " + spread;
        all.add(simulated(SimulatedNoise.even(name, spread), forks, seed++));
      }
    }
    all.add(simulated(SimulatedNoise.mixed("0.01 to 0.1", 0.01, 0.1), 3, seed++));
    all.add(simulated(SimulatedNoise.oneLoud("0.01 and one of 0.1", 0.01, 0.1), 3, seed++));
    for (FalseAlarms each : all) {
      assertTrue(each.exits() <= bound(COMPARISONS), each.toString());
      assertTrue(each.wrongSames() <= bound(COMPARISONS), each.toString());
    }
    double exits = all.stream().mapToDouble(FalseAlarms::exits).average().orElseThrow();
    assertTrue(exits <= bound(all.size() * COMPARISONS), "exits " + exits);
  }

  /**
   * What Student's t with a well-known spread sees: a change of k standard errors is shown with
   * chance P(z > 3.0 - k), 3.0 being the level of 5 % over 18 rows. At 3 %, a tenth is 3.9 of three
   * forks and 7.1 of ten, a fifth 6.1 of two: 0.82, 1 and 1 at best.
   */
  @Test
  void realChangesAreSeen() {
    SimulatedNoise noise = SimulatedNoise.even("every row 0.03", 0.03);
    assertTrue(simulated(noise, 2, 1).fifths() > 0.6);
    FalseAlarms three = simulated(noise, 3, 2);
    assertTrue(three.tenths() > 0.45 && three.fifths() > 0.95, three.toString());
    assertEquals(1, simulated(noise, 10, 3).tenths(), 0.03);
    FalseAlarms quiet = simulated(SimulatedNoise.even("every row 0.01", 0.01), 10, 4);
    assertTrue(quiet.sames() > 0.95, quiet.toString());
  }

  @Test
  void theGridHasEveryNumberOfForks() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FalseAlarmGrid.print(1, MIN_EFFECT, new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("1 simulated comparisons of 18 rows"), text);
    assertEquals(9 * (2 + 7) + 1, text.lines().count(), text);
  }
}
