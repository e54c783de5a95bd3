package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.engine.Engine;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.registry.Engines;
import anchorbench.network.NetworkSpec;
import java.util.List;
import picocli.CommandLine.Option;

/** Which engine, in which precision. */
class EngineChoice {
  private static final String FLOAT32 = "float32";

  @Option(
      names = "--engine",
      defaultValue = CpuEngine.NAME,
      description = "engine that computes (default: ${DEFAULT-VALUE}); see: anchorbench doctor")
  private String name;

  @Option(
      names = "--precision",
      defaultValue = FLOAT32,
      description = "float32 or, where the engine has them, tf32, bf16 (default: ${DEFAULT-VALUE})")
  private String precision;

  /** Opens it; what a reader of its figures must know is printed. */
  Engine open(int threads, int device) {
    String full = fullName();
    Engine engine = Engines.open(full, threads, device);
    print(full, engine.descriptor().notes());
    return engine;
  }

  /**
   * Checks that an engine runs a network; what a reader of its figures must know is printed.
   *
   * @throws InputException if it does not, with the engines that do
   */
  void requireRuns(Engine engine, NetworkSpec network) {
    Engines.requireRuns(fullName(), engine, network);
    print(fullName(), engine.notes(network));
  }

  private static void print(String engine, List<String> notes) {
    notes.forEach(note -> System.out.println("engine " + engine + ": " + note));
  }

  /** For a command that is to use the same. */
  String asGiven() {
    return " --engine " + fullName();
  }

  /** With its precision. */
  String fullName() {
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

  /** As many as asked for. */
  static int threads(Integer asked, int otherwise) {
    int chosen = asked == null ? otherwise : asked;
    if (chosen < 1 || chosen > 1024) {
      throw new InputException("--threads " + chosen + ": expected 1 to 1024");
    }
    return chosen;
  }
}
