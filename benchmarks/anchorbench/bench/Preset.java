package anchorbench.bench;

import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.Protocols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How much is measured. */
enum Preset {
  /** Proves that everything runs; its times are rough. */
  SMOKE(1, 2, 2, 200, 2, 1),
  /** Every kernel with its peak, ten minutes on two cores. */
  QUICK(1, 3, 5, 400, 6, 8),
  /** A card in a minute: steps within an epoch, a set beyond caches, what the card does at best. */
  CHECK(1, 3, 4, 300, 0, 0),
  /** The rest of a visit to a card: precisions, the processor, batch sizes, trials at once. */
  MEASURE(1, 3, 4, 300, 0, 0),
  /** Whether the processor's own loops keep their rates per byte for images of any width. */
  WIDTHS(1, 3, 6, 400, 0, 0),
  /** Three forks of every row, engine by batch by network. */
  FULL(3, 5, 10, 1000, 20, 10);

  /** Without the rows of steps that are given to a device together. */
  private static final String STEP = "TrainingStepBenchmark.trainingStep(Ceiling)?$";

  private static final String STEP_ALONE = "TrainingStepBenchmark.trainingStep$";

  /** Where the card is played by the processor nothing is measured, and little is enough. */
  private static final boolean REHEARSAL = System.getProperty("anchorbench.cuda.stand-in") != null;

  private static final String DEFAULT_NETWORK =
      REHEARSAL ? "network=784-16-8" : "network=784-128-128-64";

  private static final String CONVOLUTIONS =
      REHEARSAL ? "network=conv3x4-pool2-conv3x4-8" : "network=cnn";

  /** 12, 783, 3,072 and 12,288 bytes an image beside the chosen set. */
  private static final String ALL_WIDTHS = "images=x1,2x2x3,27x29,32x32x3,64x64x3";

  static final String LIBTORCH = "pytorch";

  /** Its class means and assembly are nd4j's. */
  private static final String DL4J = "dl4j";

  private static final String ND4J = "nd4j";

  /** Several times the cache of a large card, 50 MB. */
  private static final long BEYOND_CACHES = 280_000_000;

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

  /** Whether rows are all there is; a visit's experiment is a command of its own. */
  boolean rowsAlone() {
    return seeds == 0;
  }

  /** Who takes part where nobody says. */
  List<String> engines() {
    return List.of(this == WIDTHS ? CpuEngine.NAME : "all");
  }

  /** Only {@code full} trains to the end and chooses margin and rate. */
  Protocol protocol() {
    return this == FULL
        ? Protocols.CLEAN
        : Protocols.SHORT.sized(name().toLowerCase(Locale.ROOT), seeds, epochs).untuned(1, 1e-3);
  }

  /**
   * What JMH is asked, one part after the other.
   *
   * @param all who takes part; the oracle is slow and does so where it is quick, and only a card
   *     that is ready has rows of its own
   * @param imageBytes of the training images
   */
  List<OptionsBuilder> parts(Participants all, long imageBytes) {
    List<String> engines = all.engines();
    String beyondCaches = "images=x" + Math.clamp(BEYOND_CACHES / imageBytes, 1, 99);
    List<String> fast = engines.stream().filter(name -> !all.isOracle(name)).toList();
    List<String> own = fast.stream().filter(name -> !all.isPeer(name)).toList();
    // A precision is of products, which the other two kernels have none of.
    List<String> float32 =
        engines.stream().filter(name -> !name.contains(":") && !name.startsWith(DL4J)).toList();
    List<String> cards = all.onCards();
    List<String> float32Cards = cards.stream().filter(float32::contains).toList();
    List<OptionsBuilder> parts = new ArrayList<>();
    switch (this) {
      case SMOKE -> {
        parts.add(part(all, "ClassMeans", float32, "perClass=1000,all"));
        parts.add(part(all, "TripletAssembly", float32, "batch=1024", "anchors=random,mean"));
        parts.add(part(all, STEP, engines, DEFAULT_NETWORK, "batch=128"));
      }
      case QUICK -> {
        parts.add(part(all, "ClassMeans", float32));
        parts.add(part(all, "TripletAssembly", float32, "batch=1024,8192"));
        List<String> dl4j = fast.stream().filter(name -> name.startsWith(DL4J)).toList();
        List<String> others = fast.stream().filter(name -> !name.startsWith(DL4J)).toList();
        parts.add(part(all, STEP, others, "batch=128"));
        parts.add(part(all, STEP_ALONE, dl4j, DEFAULT_NETWORK, "batch=128"));
        parts.add(
            part(
                all,
                STEP_ALONE,
                List.of(ReferenceEngine.NAME),
                DEFAULT_NETWORK,
                "batch=128",
                "anchors=random"));
        parts.add(
            part(
                all,
                STEP_ALONE,
                own,
                "active=trained",
                DEFAULT_NETWORK,
                "batch=128",
                "anchors=random"));
        parts.add(part(all, STEP, own, DEFAULT_NETWORK, "batch=1024"));
        // Without those whose step takes a third of a second and more. Peaks are measured beside.
        List<String> quick = others.stream().filter(name -> !name.startsWith(ND4J)).toList();
        parts.add(part(all, STEP_ALONE, quick, "network=cnn", "batch=128"));
        parts.add(part(all, STEP_ALONE, own, "network=cnn@32x32x3", "batch=128", "anchors=random"));
      }
      case CHECK -> {
        // Each kernel beside what the card does at best.
        parts.add(part(all, "trainingStepInEpoch", float32Cards, DEFAULT_NETWORK, "batch=128"));
        parts.add(part(all, "trainingStepCeiling", float32Cards, DEFAULT_NETWORK, "batch=128"));
        parts.add(part(all, "trainingStepInEpoch", float32Cards, CONVOLUTIONS, "batch=128"));
        parts.add(part(all, "trainingStepCeiling", float32Cards, CONVOLUTIONS, "batch=128"));
        parts.add(
            part(
                all,
                "DeviceLimit",
                float32Cards,
                REHEARSAL ? "limit=COPY,GRAPH_NODE" : "limit=COPY,GEMM_FLOAT32,GRAPH_NODE"));
        parts.add(part(all, "ClassMeans", float32Cards, "perClass=all", beyondCaches));
        parts.add(part(all, "TripletAssembly", float32Cards, "batch=8192", beyondCaches));
      }
      case MEASURE -> {
        List<String> both = own.stream().filter(float32::contains).toList();
        parts.add(part(all, "trainingStepInEpoch", cards, DEFAULT_NETWORK, "batch=128"));
        parts.add(part(all, "trainingStepInEpoch", cards, CONVOLUTIONS, "batch=128"));
        parts.add(trials(all, float32Cards));
        parts.add(
            part(all, STEP_ALONE, both, DEFAULT_NETWORK, "batch=1,16,128,1024", "anchors=random"));
        parts.add(part(all, "classMeans$", both, "perClass=all"));
        parts.add(part(all, "tripletAssembly$", both, "batch=8192"));
      }
      case WIDTHS -> {
        parts.add(part(all, "classMeans$", float32, "perClass=all", ALL_WIDTHS));
        parts.add(part(all, "tripletAssembly$", float32, "batch=1024", ALL_WIDTHS));
        // Beside the rows of the processor's own engine its peaks are measured anyway.
        List<String> others =
            float32.stream().filter(name -> !name.equals(CpuEngine.NAME)).toList();
        if (!others.isEmpty()) {
          parts.add(part(all, "classMeansCeiling$", others, "perClass=all", ALL_WIDTHS));
          parts.add(part(all, "tripletAssemblyCeiling$", others, "batch=1024", ALL_WIDTHS));
        }
      }
      case FULL -> {
        parts.add(part(all, "ClassMeans|TripletAssembly", float32));
        parts.add(part(all, STEP, engines, "active=all,trained"));
      }
    }
    if (!cards.isEmpty() && !rowsAlone()) {
      parts.add(part(all, "DeviceLimit", float32Cards));
      parts.add(part(all, "ClassMeans", float32Cards, "perClass=all", beyondCaches));
      parts.add(part(all, "TripletAssembly", float32Cards, "batch=8192", beyondCaches));
      parts.add(part(all, "trainingStepInEpoch", cards, DEFAULT_NETWORK));
      parts.add(trials(all, float32Cards));
    }
    return parts;
  }

  private OptionsBuilder trials(Participants all, List<String> cards) {
    return part(
        all,
        "Trials",
        cards,
        DEFAULT_NETWORK,
        "batch=128",
        "anchors=random",
        "trials=1,20",
        REHEARSAL ? "steps=2" : "steps=235");
  }

  /** The training step alone, on everybody who takes part. */
  OptionsBuilder steps(Participants all, String... parameters) {
    return part(all, STEP_ALONE, all.engines(), parameters);
  }

  /** Which of a peer's engines take part. */
  List<String> peerEngines(List<String> chosen) {
    return this == SMOKE ? chosen.subList(0, Math.min(1, chosen.size())) : chosen;
  }

  /** How long a row of a peer is measured: as long as JMH measures in a fork. */
  double peerSeconds() {
    return iterations * iterationMillis / 1e3;
  }

  private OptionsBuilder part(
      Participants all, String include, List<String> engines, String... parameters) {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include(include)
        .forks(1)
        .warmupIterations(REHEARSAL ? 1 : warmups)
        .warmupTime(TimeValue.milliseconds(REHEARSAL ? 1 : iterationMillis))
        .measurementIterations(REHEARSAL ? 2 : iterations)
        .measurementTime(TimeValue.milliseconds(REHEARSAL ? 1 : iterationMillis))
        .param(RowKey.ENGINE, engines.toArray(String[]::new))
        .param(RowKey.DEVICE, all.peakEngines(engines).toArray(String[]::new));
    for (String parameter : parameters) {
      int equals = parameter.indexOf('=');
      options.param(parameter.substring(0, equals), parameter.substring(equals + 1).split(",", -1));
    }
    return options;
  }
}
