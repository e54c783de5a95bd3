package anchorbench.engine.cpu.machinecode;

import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.foreign.CHeader;
import anchorbench.foreign.Prototype;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MachineCodePrototypesTest {
  /** What the assembler's text says above each function is what is called. */
  @Test
  void thePrototypesAreThoseOfTheSource() throws Exception {
    String source;
    try (var stream = MachineCode.class.getResourceAsStream("loops-x86_64.s")) {
      source = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    }
    String comments = source.replaceAll("\n# *", " ");
    for (Prototype each : new Functions(CHeader.nowhere()).prototypes()) {
      String documented = each.text().replace("gather_around_cache(", "gather(");
      assertTrue(comments.contains(documented), documented);
      assertTrue(source.contains(each.name()), each.name());
    }
  }
}
