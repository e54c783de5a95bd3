package anchorbench.engine.nd4j;

import anchorbench.engine.Engine;
import anchorbench.engine.EngineContract;
import anchorbench.engine.registry.Engines;

class Nd4jEngineTest extends EngineContract {
  @Override
  protected Engine open() {
    return Engines.open(Nd4jEngine.name(), 2);
  }

  @Override
  protected boolean roundsOnce() {
    return false;
  }
}
