package anchorbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScoreUnitTest {
  @Test
  void everyUnitThatJmhPrintsIsMicroseconds() {
    String[] names = {"ns", "us", "ms", "s", "min", "hr", "day"};
    TimeUnit[] units = TimeUnit.values();
    assertEquals(units.length, names.length);
    for (int i = 0; i < names.length; i++) {
      double micros = TimeUnit.DAYS.toMicros(1) / (double) units[i].convert(1, TimeUnit.DAYS);
      assertEquals(micros, ScoreUnit.micros(names[i] + "/op"), 1e-12 * micros, names[i]);
    }
  }

  @Test
  void whatIsNoTimeOfAnOperationIsNone() {
    for (String other : new String[] {"ops/us", "MS/OP", "us", "", "?/op", null}) {
      assertEquals(Double.NaN, ScoreUnit.micros(other), String.valueOf(other));
    }
  }
}
