package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.Engines;
import java.util.HashSet;
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

  @Test
  void anUnknownEngineIsDrawnAllTheSame() {
    assertEquals(Palette.NEUTRAL, Palette.engine("abacus"));
  }
}
