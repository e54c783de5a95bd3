package anchorbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.device.Device;
import anchorbench.result.RunRecord.EngineEntry;
import anchorbench.result.TestRuns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Colours are given out by device and order, whatever an engine is called. */
class EnginesOfRunTest {
  private static EnginesOfRun of(String... names) {
    return new EnginesOfRun(
        Stream.of(names).map(TestRuns::engine).map(EngineEntry::ready).toList());
  }

  @Test
  void everyEngineHasAColourOfItsOwn() {
    String[] names = {
      "reference",
      "cpu",
      "cpu:bf16",
      "nd4j",
      "cuda",
      "cuda:tf32",
      "cuda:bf16",
      "pytorch",
      "tensorflow",
      "dl4j",
      "pytorch:eager",
      "pytorch:compile",
      "abacus"
    };
    EnginesOfRun engines = of(names);
    Set<String> colours = new HashSet<>();
    for (String name : names) {
      assertTrue(colours.add(engines.colour(name)), name + ": another's colour");
    }
    assertEquals(Palette.NEUTRAL, engines.colour("reference"));
  }

  @Test
  void aColourComesFromDeviceAndOrderAlone() {
    assertEquals(of("cpu", "cuda").colour("cuda"), of("cuda:bf16").colour("cuda:bf16"));
    assertEquals(of("cpu").colour("cpu"), of("abacus", "cpu").colour("abacus"));
    assertNotEquals(of("abacus", "cpu").colour("cpu"), of("abacus", "cpu").colour("abacus"));
  }

  @Test
  void anEngineThatTheRecordDoesNotDescribeIsDrawnAllTheSame() {
    assertEquals(Palette.NEUTRAL, of("cpu").colour("abacus"));
  }

  @Test
  void ourEngineOfADeviceIsTheFirstInFloat32() {
    EnginesOfRun engines = of("reference", "nd4j", "cpu:bf16", "cpu", "cuda:tf32", "cuda");
    assertEquals("cpu", engines.own(Device.Kind.PROCESSOR).orElseThrow());
    assertEquals("cuda", engines.own(Device.Kind.CARD).orElseThrow());
    assertEquals(List.of(), of("nd4j").own(Device.Kind.PROCESSOR).stream().toList());
  }
}
