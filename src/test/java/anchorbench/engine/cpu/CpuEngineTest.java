package anchorbench.engine.cpu;

import anchorbench.engine.Engine;
import anchorbench.engine.EngineContract;
import anchorbench.engine.Engines;
import org.junit.jupiter.api.Nested;

/** The contract on one, two and three threads, and with the scalar loops. */
class CpuEngineTest {
  @Nested
  class OneThread extends EngineContract {
    @Override
    protected Engine open() {
      return Engines.open(CpuEngine.NAME, 1);
    }
  }

  @Nested
  class TwoThreads extends EngineContract {
    @Override
    protected Engine open() {
      return Engines.open(CpuEngine.NAME, 2);
    }
  }

  @Nested
  class ThreeThreads extends EngineContract {
    @Override
    protected Engine open() {
      return Engines.open(CpuEngine.NAME, 3);
    }
  }

  @Nested
  class ScalarLoops extends EngineContract {
    @Override
    protected Engine open() {
      return CpuEngine.withKernels(new ScalarKernels(), 2);
    }
  }
}
