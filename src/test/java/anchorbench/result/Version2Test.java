package anchorbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import anchorbench.data.FashionMnist;
import anchorbench.device.Device;
import anchorbench.device.Role;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of version 2 say of themselves, when read, what they could not say then. */
class Version2Test {
  private static RunRecord read(String name) {
    return RunReader.read(Path.of("results", name));
  }

  private static RunRecord.EngineEntry engine(RunRecord run, String name) {
    return run.engines().stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "amd-epyc-2core,reference,ORACLE,PROCESSOR",
    "amd-epyc-2core,cpu,OWN,PROCESSOR",
    "amd-epyc-2core,nd4j,PEER,PROCESSOR",
    "nvidia-h100,cuda,OWN,CARD",
    "nvidia-h100,cuda:tf32,OWN,CARD",
    "nvidia-h100,pytorch:graphs,PEER,CARD"
  })
  void enginesHaveRolesAndDevices(String run, String name, Role role, Device.Kind kind) {
    RunRecord.EngineEntry entry = engine(read(run), name);
    assertEquals(role, entry.info().role());
    assertEquals(kind, entry.info().device().kind());
  }

  @Test
  void experimentsNameTheirEngineAndClasses() {
    assertEquals("cpu", read("fashion-mnist-clean").experiment().engine());
    assertEquals("cuda", read("nvidia-h100").experiment().engine());
    assertEquals(FashionMnist.CLASS_NAMES, read("fashion-mnist-clean").images().classNames());
  }

  private static Cost cost(RunRecord run, String kernel, Map<String, String> parameters) {
    return run.benchmarks().stream()
        .filter(row -> row.kernel().equals(kernel))
        .filter(row -> row.parameters().entrySet().containsAll(parameters.entrySet()))
        .findFirst()
        .orElseThrow()
        .benchmark()
        .cost();
  }

  /** Reckoned by hand. */
  @Test
  void casesKnowWhatTheyCost() {
    RunRecord run = read("amd-epyc-2core");
    double pixels = 60_000.0 * 784;
    assertEquals(new Cost(pixels, pixels), cost(run, "class-means", Map.of("perClass", "all")));
    double moved = 3 * 1024 * 784;
    assertEquals(
        new Cost(moved, 5 * moved),
        cost(run, "triplet-assembly", Map.of("batch", "1024", "anchors", "random")));
    double rows = 3 * 128;
    double weights = 784 * 128 + 128 * 128 + 128 * 64;
    double operations = 2 * rows * (2 * 784 * 128 + 3 * 128 * 128 + 3 * 128 * 64);
    Map<String, String> step =
        Map.of("batch", "128", "anchors", "random", "network", "784-128-128-64", "active", "all");
    assertEquals(
        new Cost(operations, rows * 784 + 32 * (weights + 128 + 128 + 64)),
        cost(run, "training-step", step));
    assertNull(cost(run, "training-step", Map.of("active", "trained")));
    assertEquals(new Cost(0, pixels), cost(run, "class-means-ceiling", Map.of("perClass", "all")));
  }
}
