package anchorbench.bench;

import anchorbench.experiment.Protocol;
import anchorbench.experiment.Protocols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How much is measured. */
enum Preset {
  /** Proves that everything runs; its times are rough. */
  SMOKE(1, 2, 2, 200, 2, 1),
  /** Every kernel with its ceiling, ten minutes on two cores. */
  QUICK(1, 3, 5, 400, 6, 8),
  /** A GPU box in eight minutes: the card beside the processor, precisions, a set beyond caches. */
  CARD(1, 3, 5, 300, 10, 10),
  /** Three forks of every row, engine by batch by network. */
  FULL(3, 5, 10, 1000, 20, 10);

  /** Without the rows of steps that are given to a device together. */
  private static final String STEP = "TrainingStepBenchmark.trainingStep(Ceiling)?$";

  private static final String STEP_ALONE = "TrainingStepBenchmark.trainingStep$";
  private static final String DEFAULT_NETWORK = "network=784-128-128-64";

  private static final String LIBTORCH = "pytorch";

  /** Timed beside ours where it matters most; {@code full} has them everywhere. */
  private static final List<String> PEERS = List.of("nd4j", LIBTORCH, "tensorflow");

  /** 282 MB of Fashion-MNIST: several times the cache of a large card. */
  private static final String BEYOND_CACHES = "images=x6";

  private final int forks;
  private final int warmups;
  private final int iterations;
  private final int iterationMillis;
  private final int seeds;
  private final int epochs;

  Preset(int forks, int warmups, int iterations, int iterationMillis, int seeds, int epochs) {
    this.forks = forks;
    this.warmups = warmups;
    this.iterations = iterations;
    this.iterationMillis = iterationMillis;
    this.seeds = seeds;
    this.epochs = epochs;
  }

  /** How often everything is measured, each time in new JVMs. */
  int rounds() {
    return forks;
  }

  /** The clean protocol on the preset's scale; only {@code full} chooses margin and rate. */
  Protocol protocol() {
    return this == FULL
        ? Protocols.CLEAN
        : Protocols.CLEAN.sized(name().toLowerCase(Locale.ROOT), seeds, epochs).untuned(1, 1e-3);
  }

  /**
   * What JMH is asked, one part after the other.
   *
   * @param engines who takes part; the reference is slow and does so where it is quick
   * @param ready those of them that run here; only a card that does has rows of its own
   */
  List<OptionsBuilder> parts(List<String> engines, List<String> ready) {
    List<String> fast = engines.stream().filter(name -> !name.equals("reference")).toList();
    // A precision is of products, which the other two kernels have none of.
    List<String> float32 = engines.stream().filter(name -> !name.contains(":")).toList();
    List<String> fastFloat32 = fast.stream().filter(float32::contains).toList();
    List<String> cards = ready.stream().filter(name -> name.startsWith("cuda")).toList();
    List<OptionsBuilder> parts = new ArrayList<>();
    switch (this) {
      case SMOKE -> {
        parts.add(part("ClassMeans", float32, "perClass=1000,all"));
        parts.add(part("TripletAssembly", float32, "batch=1024", "anchors=random,mean"));
        parts.add(part(STEP, engines, DEFAULT_NETWORK, "batch=128"));
      }
      case QUICK -> {
        List<String> own = fast.stream().filter(name -> !PEERS.contains(name)).toList();
        parts.add(part("ClassMeans", float32));
        parts.add(part("TripletAssembly", float32, "batch=1024,8192"));
        parts.add(part(STEP, fast, "batch=128"));
        parts.add(part(STEP_ALONE, List.of("reference"), DEFAULT_NETWORK, "batch=128"));
        parts.add(part(STEP_ALONE, own, "active=trained", DEFAULT_NETWORK, "batch=128"));
        parts.add(part(STEP, own, DEFAULT_NETWORK, "batch=64,1024"));
      }
      case CARD -> {
        parts.add(part("ClassMeans", fastFloat32));
        parts.add(part("TripletAssembly", fastFloat32, "batch=1024,8192"));
        parts.add(part(STEP, fastFloat32, DEFAULT_NETWORK, "batch=128,1024"));
        parts.add(part(STEP, fastFloat32, "network=784-512-256-64", "batch=128"));
      }
      case FULL -> {
        parts.add(part("ClassMeans|TripletAssembly", float32));
        parts.add(part(STEP, engines, "active=all,trained"));
      }
    }
    if (!cards.isEmpty()) {
      List<String> card = List.of("cuda");
      parts.add(part("DeviceLimit", card));
      parts.add(part("ClassMeans", card, "perClass=all", BEYOND_CACHES));
      parts.add(part("TripletAssembly", card, "batch=8192", BEYOND_CACHES));
      parts.add(part("trainingStepInEpoch", cards, DEFAULT_NETWORK));
    }
    return parts;
  }

  /** The steps that libtorch is timed at through Java: PyTorch in Python is timed at the same. */
  List<RowKey> peerWorks() {
    List<RowKey> works =
        parts(List.of(LIBTORCH), List.of()).stream()
            .flatMap(part -> BenchmarkPlan.items(part.build()).stream())
            .map(BenchmarkPlan.Item::key)
            .filter(key -> key.kernel().equals("training-step") && !key.isCeiling())
            .filter(key -> key.parameters().get("active").equals("all"))
            .distinct()
            .toList();
    // A process of Python's takes seconds to start: the smallest preset has room for one row.
    return this == SMOKE ? works.subList(0, 1) : works;
  }

  /** Which of a peer's engines take part. */
  List<String> peerEngines(List<String> chosen) {
    return this == SMOKE ? chosen.subList(0, Math.min(1, chosen.size())) : chosen;
  }

  /** How long a row of a peer is measured: as long as JMH measures in a fork. */
  double peerSeconds() {
    return iterations * iterationMillis / 1e3;
  }

  private OptionsBuilder part(String include, List<String> engines, String... parameters) {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(include)
        .forks(1)
        .warmupIterations(warmups)
        .warmupTime(TimeValue.milliseconds(iterationMillis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(iterationMillis))
        .param(RowKey.ENGINE, engines.toArray(String[]::new))
        .param(RowKey.DEVICE, RowKey.devices(engines).toArray(String[]::new));
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      options.param(parameter.substring(0, equals), parameter.substring(equals + 1).split(",", -1));
    }
    return options;
  }
}
