package anchorbench.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What ran: part of every result, and all that a report knows of an engine.
 *
 * @param name the engine, as {@code --engine} takes it
 * @param role what it is there for
 * @param threads how many threads it uses, 0 where that means nothing
 * @param precision arithmetic of the training step
 * @param libraries name, version and path of each library used
 * @param notes what a reader of the figures must know, e.g. a slower path and why
 */
public record EngineDescriptor(
    String name,
    Role role,
    Device device,
    int threads,
    String precision,
    List<Library> libraries,
    List<String> notes) {
  /** The arithmetic that all engines have in common, and that precisions are compared with. */
  public static final String FLOAT32 = "float32";

  public EngineDescriptor {
    libraries = List.copyOf(libraries);
    notes = List.copyOf(notes);
  }

  /**
   * Engines of one name that shared the work, each on a device of its own.
   *
   * @return the first's, but for devices counted, e.g. {@code 2 x NVIDIA H100}, and every note once
   */
  public static EngineDescriptor together(List<EngineDescriptor> each) {
    Map<String, Integer> count = new LinkedHashMap<>();
    each.forEach(one -> count.merge(one.device.name(), 1, Integer::sum));
    String devices =
        count.entrySet().stream()
            .map(one -> (one.getValue() > 1 ? one.getValue() + " x " : "") + one.getKey())
            .collect(Collectors.joining(", "));
    List<String> notes = each.stream().flatMap(one -> one.notes.stream()).distinct().toList();
    EngineDescriptor first = each.getFirst();
    return new EngineDescriptor(
        first.name,
        first.role,
        new Device(first.device.kind(), devices),
        first.threads,
        first.precision,
        first.libraries,
        notes);
  }

  /** With notes behind its own, each of them once. */
  public EngineDescriptor with(List<String> more) {
    List<String> all = Stream.concat(notes.stream(), more.stream()).distinct().toList();
    return new EngineDescriptor(name, role, device, threads, precision, libraries, all);
  }

  /**
   * A library in use.
   *
   * @param path with the user's home folder as ~: records are shown to others
   */
  public record Library(String name, String version, String path) {
    public Library {
      String home = System.getProperty("user.home");
      path = path.startsWith(home) ? "~" + path.substring(home.length()) : path;
    }
  }
}
