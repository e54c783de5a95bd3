package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.engine.Engine;
import anchorbench.engine.registry.CardChoice;
import anchorbench.engine.registry.Engines;
import anchorbench.network.NetworkSpec;
import picocli.CommandLine.Option;

/** Which engine, on how many threads, on which card. */
final class EngineOptions extends EngineChoice {
  @Option(names = "--threads", description = "threads to use (default: every processor)")
  private Integer threads;

  @Option(
      names = "--device",
      description = "card of an engine that has cards, by its ordinal in doctor (default: 0)")
  private String device;

  int threads() {
    return threads(threads, Engines.allProcessors());
  }

  /**
   * Opens the engine that a network is to run on.
   *
   * @throws anchorbench.InputException if it does not run it, with the engines that do
   */
  Engine open(NetworkSpec network) {
    Engine engine = open();
    try {
      requireRuns(engine, network);
    } catch (InputException e) {
      engine.close();
      throw e;
    }
    return engine;
  }

  Engine open() {
    int threads = threads();
    return open(threads, CardChoice.one("--device", device, fullName()));
  }
}
