package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.engine.Engines;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineColoursTest {
  @Test
  void everyEngineHasAColourOfItsOwn() {
    Set<Object> colours = new HashSet<>();
    for (String engine : Engines.names()) {
      Object colour = EngineColours.with(engine, Map.of()).get("itemStyle");
      assertTrue(colour != null && colours.add(colour), engine + ": " + colour);
    }
  }

  @Test
  void anUnknownEngineKeepsItsSettings() {
    assertEquals(Map.of("a", 1), EngineColours.with("abacus", Map.of("a", 1)));
  }
}
