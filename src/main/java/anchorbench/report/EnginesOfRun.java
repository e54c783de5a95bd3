package anchorbench.report;

import anchorbench.device.Device;
import anchorbench.device.EngineDescriptor;
import anchorbench.device.Role;
import anchorbench.result.BenchmarkRow;
import anchorbench.result.RunRecord.EngineEntry;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engines of a run as a report needs them: in the record's order, each with a colour. No report
 * knows an engine by its name; all it asks is what the record's descriptors say.
 */
final class EnginesOfRun {
  /** Parameters of a peak's row: the engine whose device was measured. */
  private static final List<String> MEASURED = List.of("device", "card");

  private final Map<String, EngineDescriptor> ready = new LinkedHashMap<>();
  private final Map<String, String> colours = new LinkedHashMap<>();

  EnginesOfRun(List<EngineEntry> engines) {
    Map<Device.Kind, Integer> given = new EnumMap<>(Device.Kind.class);
    for (EngineEntry entry : engines) {
      EngineDescriptor engine = entry.info();
      if (engine == null) {
        continue;
      }
      ready.put(entry.name(), engine);
      // The oracle is no rival: it has the colour of what is neither.
      colours.put(
          entry.name(),
          engine.role() == Role.ORACLE
              ? Palette.NEUTRAL
              : Palette.engine(
                  engine.device().kind(),
                  given.merge(engine.device().kind(), 1, Integer::sum) - 1));
    }
  }

  /** In every chart the same. */
  String colour(String engine) {
    return colours.getOrDefault(engine, Palette.NEUTRAL);
  }

  /** Whether a row's work was done on a card, by an engine or as a peak. */
  boolean isOnCard(BenchmarkRow row) {
    String engine =
        row.measuresMachine()
            ? MEASURED.stream()
                .map(row.parameters()::get)
                .filter(ready::containsKey)
                .findFirst()
                .orElse("")
            : row.engine();
    return kind(engine).filter(kind -> kind == Device.Kind.CARD).isPresent();
  }

  private Optional<Device.Kind> kind(String engine) {
    return Optional.ofNullable(ready.get(engine)).map(found -> found.device().kind());
  }

  /** Whether two engines ran on devices of one kind. */
  boolean shareDevice(String one, String other) {
    return kind(one).isPresent() && kind(one).equals(kind(other));
  }

  /** Whether an engine is this project's own, in the precision that all have. */
  boolean isOwnFloat32(String engine) {
    return hasRole(engine, Role.OWN) && isFloat32(engine);
  }

  /** Whether an engine is what a user might pick instead, in the precision that all have. */
  boolean isFloat32Peer(String engine) {
    return hasRole(engine, Role.PEER) && isFloat32(engine);
  }

  private boolean hasRole(String engine, Role role) {
    return ready.containsKey(engine) && ready.get(engine).role() == role;
  }

  private boolean isFloat32(String engine) {
    return ready.get(engine).precision().equals(EngineDescriptor.FLOAT32);
  }

  /** The first of this project's own engines on devices of a kind, in the precision all have. */
  Optional<String> own(Device.Kind kind) {
    return ready.keySet().stream()
        .filter(engine -> isOwnFloat32(engine) && kind(engine).equals(Optional.of(kind)))
        .findFirst();
  }
}
