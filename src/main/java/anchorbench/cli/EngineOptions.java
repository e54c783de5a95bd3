package anchorbench.cli;

import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.engine.cpu.CpuEngine;
import picocli.CommandLine.Option;

/** Which engine, on how many threads. */
final class EngineOptions {
  @Option(
      names = "--engine",
      defaultValue = CpuEngine.NAME,
      description = "what computes (default: ${DEFAULT-VALUE}); see: anchorbench doctor")
  private String name;

  @Option(names = "--threads", description = "threads to use (default: every processor)")
  private Integer threads;

  int threads() {
    int chosen = threads == null ? Engines.allProcessors() : threads;
    if (chosen < 1 || chosen > 1024) {
      throw new anchorbench.InputException("--threads " + chosen + ": expected 1 to 1024");
    }
    return chosen;
  }

  Engine open() {
    return open(threads());
  }

  /** The engine on fewer threads than asked for: the caller runs several trainers side by side. */
  Engine open(int threads) {
    Engine engine = Engines.open(name, threads);
    engine.info().notes().forEach(note -> System.out.println("engine " + name + ": " + note));
    return engine;
  }
}
