package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.Engines;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaletteTest {
  @Test
  void everyEngineHasAColourOfItsOwn() {
    Set<String> colours = new HashSet<>();
    for (String engine : Engines.names()) {
      assertTrue(Palette.knows(engine), engine);
      assertTrue(colours.add(Palette.engine(engine)), engine + ": another's colour");
    }
  }

  /** Beside libtorch through Java: another hue, and each mode its own. */
  @Test
  void modesOfPytorchInPythonAreEnginesOfTheirOwn() {
    Set<String> colours = new HashSet<>();
    colours.add(Palette.engine("pytorch"));
    for (String mode : List.of("eager", "compile", "graphs")) {
      assertTrue(colours.add(Palette.engine("pytorch:" + mode)), mode + ": another's colour");
    }
    assertEquals(Palette.engine("pytorch:graphs"), Palette.engine("pytorch:graphs:tf32"));
  }

  @Test
  void anUnknownEngineIsDrawnAllTheSame() {
    assertEquals(Palette.NEUTRAL, Palette.engine("abacus"));
  }
}
