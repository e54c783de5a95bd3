package anchorbench.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ModeratedVariancesTest {
  private static final double DEGREES = 4;

  private static List<VarianceEstimate> moderated(double... values) {
    return ModeratedVariances.of(
        DoubleStream.of(values).mapToObj(v -> new VarianceEstimate(v, DEGREES)).toList());
  }

  @Test
  void oneRowIsStudents() {
    assertEquals(new VarianceEstimate(3, DEGREES), moderated(3).getFirst());
  }

  /** Rows of one variance know it nearly as well as all their forks together would. */
  @Test
  void rowsThatAreAlikeShare() {
    double[] values = new double[18];
    Arrays.setAll(values, r -> r % 2 == 0 ? 1.3 : 0.8);
    for (VarianceEstimate row : moderated(values)) {
      assertEquals(1.03, row.value(), 0.1, row.toString());
      assertTrue(row.degrees() > 5 * DEGREES && row.degrees() < 18 * DEGREES, row.toString());
    }
  }

  /** Rows a thousand times apart have next to nothing to say to one another. */
  @Test
  void rowsThatDifferKeepTheirOwn() {
    double[] values = new double[18];
    Arrays.setAll(values, r -> Math.pow(1000, r));
    List<VarianceEstimate> rows = moderated(values);
    for (int r = 0; r < values.length; r++) {
      double share = rows.get(r).value() / values[r];
      assertTrue(share > 0.5 && share < 2, rows.get(r).toString());
      assertTrue(rows.get(r).degrees() < 1.25 * DEGREES, rows.get(r).toString());
    }
  }

  /** A unit of time more or less changes no verdict. */
  @Test
  void theScaleDoesNotMatter() {
    VarianceEstimate ones = moderated(1, 2, 5, 0.3).get(2);
    VarianceEstimate thousands = moderated(1e3, 2e3, 5e3, 0.3e3).get(2);
    assertEquals(ones.value() * 1e3, thousands.value(), 1e-3 * thousands.value());
    assertEquals(ones.degrees(), thousands.degrees(), 1e-3 * ones.degrees());
  }

  /** A quiet row among loud ones is not believed, a loud one among quiet ones nearly is. */
  @Test
  void estimatesAreDrawnToTheCommonOne() {
    double[] values = new double[18];
    Arrays.fill(values, 1);
    values[0] = 0.01;
    values[1] = 100;
    List<VarianceEstimate> rows = moderated(values);
    assertTrue(rows.get(0).value() > 0.02, rows.toString());
    assertTrue(rows.get(1).value() > 20, rows.toString());
    double most =
        Collections.max(rows.stream().map(VarianceEstimate::value).toList(), Double::compare);
    assertEquals(rows.get(1).value(), most);
  }
}
