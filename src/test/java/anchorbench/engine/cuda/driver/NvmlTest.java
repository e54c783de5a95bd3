package anchorbench.engine.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NvmlTest {
  @Test
  void reasonsAreTheNamesOfTheMasksBits() {
    assertEquals(List.of(), Nvml.reasons(0));
    // nvmlClocksEventReasonSwPowerCap, nvmlClocksEventReasonHwThermalSlowdown, one of tomorrow.
    assertEquals(
        List.of("software power cap", "hardware thermal slowdown", "bit 12"),
        Nvml.reasons(0x4 | 0x40 | 0x1000));
  }
}
