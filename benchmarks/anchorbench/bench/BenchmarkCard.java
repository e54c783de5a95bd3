package anchorbench.bench;

import anchorbench.InputException;
import anchorbench.engine.Probe;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.registry.Engines;
import anchorbench.output.LogFile;

/**
 * The card that engines with cards are timed on. A system property, because a fork learns nothing
 * else of the JVM that starts it; an engine without cards does not read it.
 */
final class BenchmarkCard {
  /** The ordinal, as {@code doctor} lists it; 0 unless it is set. */
  static final String PROPERTY = "anchorbench.device";

  private BenchmarkCard() {}

  /**
   * @throws InputException if the property is no number
   */
  static int ordinal() {
    String value = System.getProperty(PROPERTY, "0");
    if (!value.matches("\\d{1,4}")) {
      throw new InputException(
          "-D%s=%s: expected the ordinal of a card, e.g. 0".formatted(PROPERTY, value));
    }
    return Integer.parseInt(value);
  }

  static Probe probe(String engine) {
    return Engines.probe(engine, Engines.allProcessors(), ordinal());
  }

  /** For a fork, which has no main of ours: what libraries say goes where it always goes. */
  static TimedEngine open(String engine) {
    LogFile.catchMessages();
    return Engines.openTimed(engine, Engines.allProcessors(), ordinal());
  }
}
