package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.engine.Engine;
import anchorbench.engine.Engines;
import anchorbench.engine.cpu.CpuEngine;
import picocli.CommandLine.Option;

/** Which engine, on how many threads. */
final class EngineOptions {
  private static final String FLOAT32 = "float32";

  @Option(
      names = "--engine",
      defaultValue = CpuEngine.NAME,
      description = "what computes (default: ${DEFAULT-VALUE}); see: anchorbench doctor")
  private String name;

  @Option(
      names = "--precision",
      defaultValue = FLOAT32,
      description = "float32, or where the engine has it tf32, bf16 (default: ${DEFAULT-VALUE})")
  private String precision;

  @Option(names = "--threads", description = "threads to use (default: every processor)")
  private Integer threads;

  int threads() {
    int chosen = threads == null ? Engines.allProcessors() : threads;
    if (chosen < 1 || chosen > 1024) {
      throw new InputException("--threads " + chosen + ": expected 1 to 1024");
    }
    return chosen;
  }

  Engine open() {
    return open(threads());
  }

  /** The engine on fewer threads than asked for: the caller runs several trainers side by side. */
  Engine open(int threads) {
    String full = fullName();
    Engine engine = Engines.open(full, threads);
    engine.info().notes().forEach(note -> System.out.println("engine " + full + ": " + note));
    return engine;
  }

  private String fullName() {
    if (precision.equals(FLOAT32) || !Engines.names().contains(name)) {
      return name;
    }
    String full = name + ":" + precision;
    if (!Engines.names().contains(full)) {
      throw new InputException(
          "--precision %s: not offered by engine %s; there are: %s"
              .formatted(precision, name, String.join(", ", Engines.names())));
    }
    return full;
  }
}
