package anchorbench.bench;

import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Which rows a run measures: a preset's, or the training step alone of networks and batches that
 * somebody names.
 *
 * @param networks as rows name them, see {@link RowNetwork}; both lists are empty for the preset's
 * @param batches triplets per step
 */
record RowChoice(Preset preset, List<String> networks, List<String> batches) {
  private static final String DEFAULT_BATCH = "128";

  /**
   * @param networks named, or null; likewise batches
   * @throws anchorbench.InputException if one is no network
   */
  static RowChoice of(Preset preset, List<String> networks, List<String> batches) {
    if (networks == null && batches == null) {
      return new RowChoice(preset, List.of(), List.of());
    }
    List<String> names =
        (networks == null ? List.of("mlp") : networks).stream().map(RowNetwork::name).toList();
    names.forEach(RowNetwork::parse);
    return new RowChoice(preset, names, batches == null ? List.of(DEFAULT_BATCH) : batches);
  }

  /** Whether there is no experiment behind the rows. */
  boolean rowsAlone() {
    return !networks.isEmpty() || preset.rowsAlone();
  }

  /** See {@link Preset#parts}; JMH would take one without engines for all of them. */
  List<Options> parts(Participants all, long imageBytes) {
    List<OptionsBuilder> parts =
        networks.isEmpty()
            ? preset.parts(all, imageBytes)
            : List.of(
                preset.steps(
                    all,
                    "network=" + String.join(",", networks),
                    "batch=" + String.join(",", batches)));
    return parts.stream()
        .map(OptionsBuilder::build)
        .filter(part -> !part.getParameter(RowKey.ENGINE).orElse(List.of()).isEmpty())
        .toList();
  }

  /** The steps that a peer in another process is timed at: those of libtorch through Java. */
  List<RowKey> peerWorks() {
    List<RowKey> works =
        parts(new Participants(List.of(Preset.LIBTORCH), Map.of()), 1).stream()
            .flatMap(part -> BenchmarkPlan.items(part).stream())
            .map(BenchmarkPlan.Item::key)
            // A preset may ask for the oracle's rows besides.
            .filter(
                key -> key.kernel().equals("training-step") && key.engine().equals(Preset.LIBTORCH))
            .filter(key -> key.parameters().get("active").equals("all"))
            .distinct()
            .toList();
    // A process of Python's takes seconds to start: the smallest preset has room for one row.
    return preset == Preset.SMOKE ? works.subList(0, 1) : works;
  }
}
