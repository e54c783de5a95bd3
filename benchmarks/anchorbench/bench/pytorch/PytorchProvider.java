package anchorbench.bench.pytorch;

import anchorbench.engine.EngineProvider;
import anchorbench.engine.Probe;

/** PyTorch as a peer: here to be timed, in no product jar. */
public final class PytorchProvider implements EngineProvider {
  static final String NAME = "pytorch";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe(int threads) {
    try {
      return new Probe.Ready(NAME, new PytorchEngine(threads));
    } catch (NoClassDefFoundError e) {
      return new Probe.Absent(NAME, "left out of this build (-Pslim). Cure: build without it.");
    } catch (LinkageError | RuntimeException e) {
      return new Probe.Absent(
          NAME,
          "libtorch does not load (%s). Cure: a platform it is published for."
              .formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }
}
