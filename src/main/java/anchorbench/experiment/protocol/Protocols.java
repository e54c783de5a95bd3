package anchorbench.experiment.protocol;

import anchorbench.InputException;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.output.Json;
import anchorbench.triplet.TripletSampler.Supply;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Protocols by name, and as files. */
public final class Protocols {
  /**
   * A fair comparison: images split three ways, means of training images, new triplets each epoch,
   * margin and learning rate chosen for every arm with one budget, the epoch chosen by a metric
   * that knows no anchors, the test images used once. It ends before the networks have learnt all
   * they could, and chooses from nine settings: the first version of {@link #CLEAN}.
   */
  public static final Protocol SHORT =
      new Protocol(
          "short",
          List.of("random", "mean:30"),
          SubsetSettings.ALL,
          new DataSettings(3000, Supply.FRESH, MeansFrom.TRAIN, 1 / 255f, false),
          new TrainingSettings(
              10, 1, 10, NetworkSpec.DEFAULT.toString(), Distance.EUCLIDEAN, 128, "constant"),
          new ValidationSettings(JudgedBy.IMAGES, 1 / 6.0, 0, Keep.BEST, Cadence.EACH_EPOCH),
          new TuningSettings(
              List.of(0.2f, 0.5f, 1f), List.of(3e-4, 1e-3, 3e-3), 2, 4, 0, false, List.of()),
          new TestSettings(3000, 5));

  /**
   * The same, trained until validation stops rising, with settings that have worse neighbours on
   * every side.
   */
  public static final Protocol CLEAN =
      SHORT
          .named("clean")
          .with(
              new TrainingSettings(
                  10,
                  1,
                  150,
                  NetworkSpec.DEFAULT.toString(),
                  Distance.EUCLIDEAN,
                  128,
                  "plateau:10"))
          .with(new ValidationSettings(JudgedBy.IMAGES, 1 / 6.0, 24, Keep.BEST, Cadence.SPARSER))
          .with(
              new TuningSettings(
                  List.of(0.25f, 0.5f, 1f, 2f),
                  List.of(3e-4, 1e-3, 3e-3),
                  3,
                  54,
                  2,
                  true,
                  List.of()));

  /**
   * The notebook's way, as far as it is known, with what makes it doubtful: means of test images,
   * one pool of triplets, validation on triplets of the very images that are trained on.
   */
  public static final Protocol BLOG =
      new Protocol(
          "blog",
          List.of("random", "mean:30"),
          SubsetSettings.ALL,
          new DataSettings(3000, Supply.POOL, MeansFrom.TEST, 1, false),
          new TrainingSettings(
              10, 1, 50, NetworkSpec.DEFAULT.toString(), Distance.EUCLIDEAN, 64, "constant"),
          new ValidationSettings(JudgedBy.TRIPLETS, 0.05, 2, Keep.LAST, Cadence.EACH_EPOCH),
          TuningSettings.only(0.4f, 1e-4),
          new TestSettings(3000, 5));

  /** Settings that came later, by group: files without them are as good as ever. */
  private static final Map<String, Map<String, Object>> LATER =
      Map.of(
          "data", Map.of("standardise", false),
          "subset", Map.of("imagesPerClass", 0, "labelNoise", 0.0, "unseenClasses", List.of()),
          "training", Map.of("schedule", "constant"),
          "validation", Map.of("cadence", Cadence.EACH_EPOCH),
          "tuning", Map.of("halvings", 0, "brackets", false, "chosenElsewhere", List.of()));

  private static final Map<String, Protocol> PRESETS =
      Map.of("clean", CLEAN, "short", SHORT, "blog", BLOG);

  /** The parts of a protocol that are groups, each with its record. */
  private static final Map<String, Class<?>> GROUPS =
      Stream.of(Protocol.class.getRecordComponents())
          .filter(part -> part.getType().isRecord())
          .collect(
              Collectors.toMap(
                  RecordComponent::getName,
                  RecordComponent::getType,
                  (a, b) -> a,
                  LinkedHashMap::new));

  private Protocols() {}

  /**
   * @throws InputException if there is no preset of that name
   */
  public static Protocol preset(String name) {
    Protocol preset = PRESETS.get(name);
    if (preset == null) {
      throw new InputException("--preset '" + name + "' unknown; expected clean, short or blog");
    }
    return preset;
  }

  /**
   * Reads a file, of an older build too: its settings stood side by side, where now they are in
   * groups.
   *
   * @param log gets a line about that
   * @throws InputException if the file has a key that no protocol has, lacks one, or asks for
   *     something impossible
   */
  public static Protocol read(Path file, Consumer<String> log) {
    ObjectNode json = Json.readObject(file);
    if (isUngrouped(json)) {
      group(json);
      log.accept(file + ": written by an older build, whose settings were not in groups; read");
    }
    json.putIfAbsent("subset", json.objectNode());
    LATER.forEach(
        (name, settings) -> {
          if (json.get(name) instanceof ObjectNode group) {
            settings.forEach((key, value) -> group.putIfAbsent(key, Json.tree(value)));
          }
        });
    return Json.readExactly(file.toString(), json, Protocol.class);
  }

  /** Whether a protocol is one of an older build. */
  public static boolean isUngrouped(ObjectNode protocol) {
    return GROUPS.keySet().stream().noneMatch(name -> protocol.path(name).isObject());
  }

  /** Puts an older build's settings into groups. */
  public static void group(ObjectNode protocol) {
    Map<String, ObjectNode> groups = new LinkedHashMap<>();
    GROUPS.forEach(
        (name, type) -> {
          ObjectNode group = protocol.objectNode();
          for (RecordComponent setting : type.getRecordComponents()) {
            JsonNode value = protocol.remove(setting.getName());
            if (value != null) {
              group.set(setting.getName(), value);
            }
          }
          groups.put(name, group);
        });
    groups.forEach(protocol::set);
  }
}
