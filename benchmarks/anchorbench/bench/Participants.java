package anchorbench.bench;

import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.cuda.CudaEngine;
import anchorbench.engine.registry.Engines;
import java.util.List;
import java.util.Map;

/**
 * The engines that take part in a run, and what a plan must know of them.
 *
 * @param engines by name, those that are not there too: their rows have a reason
 * @param ready descriptors of those that are there, by name
 */
record Participants(List<String> engines, Map<String, EngineDescriptor> ready) {
  boolean isReady(String engine) {
    return ready.containsKey(engine);
  }

  List<String> readyEngines() {
    return engines.stream().filter(this::isReady).toList();
  }

  /** Those that run on a card, ready here. */
  List<String> onCards() {
    return readyEngines().stream()
        .filter(name -> ready.get(name).role() == Role.OWN && device(name) == Device.Kind.CARD)
        .toList();
  }

  /** Whether it is there to be right, and slow. */
  boolean isOracle(String engine) {
    return isReady(engine) && ready.get(engine).role() == Role.ORACLE;
  }

  /** Whether it is another project's; of an absent one nobody can ask. */
  boolean isPeer(String engine) {
    return isReady(engine) ? ready.get(engine).role() == Role.PEER : !Engines.hasCards(engine);
  }

  private Device.Kind device(String engine) {
    if (isReady(engine)) {
      return ready.get(engine).device().kind();
    }
    return Engines.hasCards(engine) ? Device.Kind.CARD : Device.Kind.PROCESSOR;
  }

  /** The engine that measures the peaks of an engine's device, in its own precision if it can. */
  String peakEngine(String engine) {
    if (engine.equals(CpuEngine.BFLOAT16_NAME)) {
      return engine;
    }
    return device(engine) == Device.Kind.CARD ? CudaEngine.NAME : CpuEngine.NAME;
  }

  /** Of several engines, each once. */
  List<String> peakEngines(List<String> several) {
    return several.stream().map(this::peakEngine).distinct().toList();
  }
}
