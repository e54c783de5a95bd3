package anchorbench.engine;

/**
 * Whether an engine runs here. An absent one is a row with a reason wherever engines are listed.
 */
public sealed interface Probe {
  String name();

  /** It runs; the engine is open and belongs to the caller. */
  record Ready(String name, Engine engine) implements Probe {}

  /** It does not. */
  record Absent(String name, String reason) implements Probe {}
}
