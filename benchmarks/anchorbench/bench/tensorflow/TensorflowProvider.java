package anchorbench.bench.tensorflow;

import anchorbench.engine.EngineProvider;
import anchorbench.engine.Probe;
import org.bytedeco.javacpp.Loader;

/** TensorFlow as a peer: here to be timed, in no product jar. */
public final class TensorflowProvider implements EngineProvider {
  static final String NAME = "tensorflow";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Probe probe(int threads) {
    try {
      if (!nativePartIsHere()) {
        return new Probe.Absent(
            NAME,
            "its native library, a download of 160 MB, is not in this build."
                + " Cure: build with -Ptensorflow.");
      }
      QuietLog.errorsOnly();
      return new Probe.OnlyTimed(NAME, new TensorflowEngine(threads));
    } catch (LinkageError | RuntimeException e) {
      return Probe.notLoaded(NAME, "TensorFlow does not load", e, "a platform it is published for");
    }
  }

  private static boolean nativePartIsHere() {
    Class<?> binding = org.tensorflow.internal.c_api.TF_Session.class;
    String library = System.mapLibraryName("jnitensorflow");
    return binding.getResource(Loader.getPlatform() + "/" + library) != null;
  }
}
