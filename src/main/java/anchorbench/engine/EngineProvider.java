package anchorbench.engine;

/** An engine from outside of this jar's list, found by {@link java.util.ServiceLoader}. */
public interface EngineProvider {
  String name();

  Probe probe(int threads);
}
