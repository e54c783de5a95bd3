package anchorbench.bench.dl4j;

import anchorbench.engine.EngineProvider;
import anchorbench.engine.Probe;
import anchorbench.engine.cuda.CudaEngine;
import anchorbench.engine.nd4j.Nd4jEngine;

/** Deeplearning4j as a peer: here to be timed, in no product jar. It is there where ND4J is. */
public final class Dl4jProvider implements EngineProvider {
  /** {@code dl4j}, or {@code dl4j-cuda} where ND4J has a card's backend. */
  static final String NAME = Nd4jEngine.nameOf("dl4j");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe(int threads) {
    return Nd4jEngine.probe(
        NAME,
        threads,
        CudaEngine::firstCard,
        nd4j -> new Probe.OnlyTimed(NAME, new Dl4jEngine(nd4j)));
  }
}
