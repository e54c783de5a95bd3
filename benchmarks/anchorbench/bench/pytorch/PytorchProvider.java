package anchorbench.bench.pytorch;

import ai.djl.util.Utils;
import anchorbench.engine.EngineProvider;
import anchorbench.engine.Probe;
import anchorbench.machine.LibraryFolder;

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
      return new Probe.OnlyTimed(NAME, new PytorchEngine(threads));
    } catch (LinkageError | RuntimeException e) {
      return Probe.notLoaded(
          NAME,
          "libtorch does not load",
          e,
          () -> new LibraryFolder(Utils.getEngineCacheDir(), "ENGINE_CACHE_DIR="),
          "a platform it is published for");
    }
  }
}
