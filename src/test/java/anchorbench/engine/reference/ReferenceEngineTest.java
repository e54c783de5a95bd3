package anchorbench.engine.reference;

import anchorbench.engine.Engine;
import anchorbench.engine.EngineContract;

/** The oracle keeps its own contract: repeatable, right refusals. */
class ReferenceEngineTest extends EngineContract {
  @Override
  protected Engine open() {
    return new ReferenceEngine();
  }
}
