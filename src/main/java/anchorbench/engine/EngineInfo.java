package anchorbench.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What ran: part of every result.
 *
 * @param name the engine, as {@code --engine} takes it
 * @param device processor or card
 * @param threads how many threads it uses, 0 where that means nothing
 * @param precision arithmetic of the training step
 * @param libraries name, version and path of each library used
 * @param notes what a reader of the figures must know, e.g. a slower path and why
 */
public record EngineInfo(
    String name,
    String device,
    int threads,
    String precision,
    List<Library> libraries,
    List<String> notes) {
  /** Begins the device's name where a card is played by the processor, in a rehearsal. */
  public static final String STAND_IN = "HOST STAND-IN";

  /** Whether its times are those of a rehearsal and nobody's. */
  public boolean standsIn() {
    return device.startsWith(STAND_IN);
  }

  /**
   * Engines of one name that shared the work, each on a device of its own.
   *
   * @return the first's name, threads, precision and libraries; devices counted, e.g. {@code 2 x
   *     NVIDIA H100}; every note once
   */
  public static EngineInfo together(List<EngineInfo> each) {
    Map<String, Integer> count = new LinkedHashMap<>();
    each.forEach(info -> count.merge(info.device, 1, Integer::sum));
    String devices =
        count.entrySet().stream()
            .map(one -> (one.getValue() > 1 ? one.getValue() + " x " : "") + one.getKey())
            .collect(Collectors.joining(", "));
    List<String> notes = each.stream().flatMap(info -> info.notes.stream()).distinct().toList();
    EngineInfo first = each.getFirst();
    return new EngineInfo(
        first.name, devices, first.threads, first.precision, first.libraries, notes);
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
