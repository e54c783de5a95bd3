package anchorbench.result;

import anchorbench.data.FashionMnist;
import anchorbench.experiment.protocol.Protocols;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lifts a record of version 2 to version 3. What a record did not say then is told here from the
 * names of its engines and kernels, as the builds of that version did; nobody else guesses.
 */
final class Version2 {
  private static final List<String> PEERS = List.of("nd4j", "pytorch", "tensorflow");
  private static final List<String> CHOICE = List.of("margin", "learningRate");
  private static final List<String> EPOCHS = List.of("losses", "activeShare", "validation");
  private static final List<String> CASE = List.of("kernel", "parameters", "drawSeed");
  private static final List<String> TIMING =
      List.of("meanMicros", "samples", "errorMicros", "ceilingMicros");

  private final ObjectNode run;

  private Version2(ObjectNode run) {
    this.run = run;
  }

  /** Changes the record in place; of a damaged one what is there, for the reader to refuse. */
  static void lift(ObjectNode run) {
    Version2 old = new Version2(run);
    objects(run.path("engines")).forEach(Version2::engine);
    if (run.path("images") instanceof ObjectNode images) {
      old.classNames(images);
    }
    if (run.path("experiment") instanceof ObjectNode experiment) {
      old.experiment(experiment);
    }
    int trainImages = run.path("images").path("train").asInt(0);
    objects(run.path("benchmarks")).forEach(row -> benchmark(row, trainImages));
    run.put("version", RunRecord.VERSION);
  }

  private static List<ObjectNode> objects(JsonNode array) {
    return array instanceof ArrayNode all
        ? all.valueStream()
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast)
            .toList()
        : List.of();
  }

  private static void engine(ObjectNode entry) {
    if (!(entry.path("info") instanceof ObjectNode info)) {
      return;
    }
    String name = entry.path("name").asString("");
    String device = info.path("device").asString("");
    boolean card = name.startsWith("cuda") || device.startsWith("NVIDIA");
    info.put("role", role(name));
    info.set(
        "device", info.objectNode().put("kind", card ? "CARD" : "PROCESSOR").put("name", device));
  }

  private static String role(String engine) {
    String base = engine.replaceFirst(":.*", "");
    return base.equals("reference") ? "ORACLE" : PEERS.contains(base) ? "PEER" : "OWN";
  }

  /** Garments have names; other sets' classes were numbers alone. */
  private void classNames(ObjectNode images) {
    boolean garments =
        images.path("synthetic").asBoolean(false)
            || images.path("name").asString("").equals(FashionMnist.NAME);
    ArrayNode names = images.putArray("classNames");
    if (garments) {
      FashionMnist.CLASS_NAMES.forEach(names::add);
    }
  }

  private void experiment(ObjectNode experiment) {
    experiment.put("engine", engineOfExperiment());
    if (experiment.path("protocol") instanceof ObjectNode protocol) {
      Protocols.group(protocol);
    }
    for (ObjectNode trial : objects(experiment.path("trials"))) {
      group(trial, "choice", CHOICE);
      group(trial, "epochs", EPOCHS);
      ObjectNode seconds = trial.objectNode();
      for (String part : List.of("training", "validation", "scoring")) {
        move(trial, part + "Seconds", seconds, part);
      }
      trial.set("seconds", seconds);
    }
  }

  /** An experiment's record had one engine; a benchmark's ran it on the card if there was one. */
  private String engineOfExperiment() {
    List<String> ready =
        objects(run.path("engines")).stream()
            .filter(entry -> entry.path("info").isObject())
            .map(entry -> entry.path("name").asString(""))
            .toList();
    boolean one = ready.size() == 1;
    return one ? ready.getFirst() : ready.contains("cuda") ? "cuda" : "cpu";
  }

  private static void benchmark(ObjectNode row, int trainImages) {
    group(row, "benchmark", CASE);
    group(row, "timing", TIMING);
    if (row.path("benchmark") instanceof ObjectNode benchmark) {
      Cost cost = CostsOfVersion2.of(benchmark, trainImages);
      if (cost == null) {
        benchmark.putNull("cost");
      } else {
        benchmark.set(
            "cost",
            benchmark.objectNode().put("operations", cost.operations()).put("bytes", cost.bytes()));
      }
    }
  }

  private static void group(ObjectNode whole, String name, List<String> parts) {
    ObjectNode group = whole.objectNode();
    parts.forEach(part -> move(whole, part, group, part));
    whole.set(name, group);
  }

  private static void move(ObjectNode from, String name, ObjectNode to, String as) {
    JsonNode value = from.remove(name);
    if (value != null) {
      to.set(as, value);
    }
  }
}
