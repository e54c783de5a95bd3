package anchorbench.bench;

import anchorbench.engine.Probe;
import anchorbench.engine.TimedEngine;
import anchorbench.engine.TimedEngineContract;
import anchorbench.engine.registry.Engines;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;

/** The frameworks that are timed beside our engines do the same work, held to the same oracle. */
class PeerContractIT {
  private static TimedEngine open(String name) {
    return switch (Engines.probe(name, 2)) {
      case Probe.OnlyTimed timed -> timed.engine();
      case Probe.Ready ready -> ready.engine();
      case Probe.Absent absent -> Assumptions.abort(absent.reason());
    };
  }

  @Nested
  class Pytorch extends TimedEngineContract<TimedEngine> {
    @Override
    protected TimedEngine open() {
      return PeerContractIT.open("pytorch");
    }

    @Override
    protected boolean roundsOnce() {
      return false;
    }
  }

  @Nested
  class Dl4j extends TimedEngineContract<TimedEngine> {
    @Override
    protected TimedEngine open() {
      return PeerContractIT.open("dl4j");
    }

    @Override
    protected boolean roundsOnce() {
      return false;
    }
  }

  /** Where the build has it: with {@code -Ptensorflow}. */
  @Nested
  class Tensorflow extends TimedEngineContract<TimedEngine> {
    @Override
    protected TimedEngine open() {
      return PeerContractIT.open("tensorflow");
    }

    @Override
    protected boolean roundsOnce() {
      return false;
    }
  }
}
