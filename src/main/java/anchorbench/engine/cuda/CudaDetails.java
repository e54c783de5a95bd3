package anchorbench.engine.cuda;

import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cuda.driver.Driver;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What {@code doctor} tells of a card. Each part stands alone: one that the driver refuses is a
 * line that says so, and the others are still told.
 */
final class CudaDetails {
  private static final Shape IMAGE = Shape.grey(28, 28);

  /** Triplets of the usual step. */
  static final int BATCH = 128;

  private final CudaEngine engine;
  private final List<String> lines = new ArrayList<>();

  private CudaDetails(CudaEngine engine) {
    this.engine = engine;
  }

  static List<String> of(CudaEngine engine) {
    CudaDetails details = new CudaDetails(engine);
    details.add("capability", () -> List.of(details.capability()));
    details.add("highest clocks", () -> List.of(details.highestClocks()));
    details.add("clocks", details::clocks);
    details.add("PCI", () -> List.of("PCI " + engine.pciBusId()));
    details.add("kernels", () -> List.of("kernels compiled as " + engine.architecture()));
    details.add("registers", () -> engine.kernels().usage());
    details.add("convolutions", () -> List.of(details.convolutions()));
    for (String network : List.of("mlp", "cnn")) {
      details.add("training step", () -> details.step(NetworkText.parse(network).on(IMAGE)));
    }
    return details.lines;
  }

  private void add(String what, Supplier<List<String>> part) {
    try {
      lines.addAll(part.get());
    } catch (RuntimeException e) {
      lines.add(what + ": not available (" + e.getMessage() + ")");
    }
  }

  private String capability() {
    long[] memory = engine.context().driver().memory();
    return String.format(
        Locale.ROOT,
        "compute capability %d.%d, %d multiprocessors, %,d of %,d MiB free, L2 %,d MiB",
        engine.context().attribute(Driver.COMPUTE_CAPABILITY_MAJOR),
        engine.context().attribute(Driver.COMPUTE_CAPABILITY_MINOR),
        engine.context().attribute(Driver.MULTIPROCESSOR_COUNT),
        memory[0] >> 20,
        memory[1] >> 20,
        engine.context().attribute(Driver.L2_CACHE_BYTES) >> 20);
  }

  private String highestClocks() {
    return String.format(
        Locale.ROOT,
        "clocks at most %,d MHz, memory %,d MHz",
        engine.context().attribute(Driver.CLOCK_RATE) / 1000,
        engine.context().attribute(Driver.MEMORY_CLOCK_RATE) / 1000);
  }

  private List<String> clocks() {
    return engine.clocks().map(CudaClocks::text).stream().toList();
  }

  private String convolutions() {
    String reason = engine.convolutions().found().reason();
    return reason == null
        ? "convolutions by cuDNN, where it does all of a network's"
        : "convolutions by cuBLASLt's products of patches: " + reason;
  }

  /** A usual step: the algorithm of each product, and the nodes that a recording really has. */
  private List<String> step(NetworkSpec network) {
    TrainingSpec spec =
        new TrainingSpec(
            network, TripletLoss.DEFAULT, Adam.DEFAULT, BATCH, TrainingSpec.UNIT_PIXELS);
    ImageSet blank =
        new ImageSet(ImageSet.allocatePixels(1, IMAGE), new int[1], IMAGE, List.of("blank"));
    List<String> step = new ArrayList<>();
    try (CudaSession session = engine.load(blank);
        CudaTrainer trainer =
            session.trainer(AnchorTable.none(IMAGE.size()), spec, Weights.initial(network, 1))) {
      // Triplets of the one image; the second run of steps is recorded.
      TripletIndices triplets = TripletIndices.allocate(BATCH);
      trainer.start(triplets, BATCH).finish();
      trainer.start(triplets, BATCH).finish();
      String usual = String.format(Locale.ROOT, "%s, batch %d: ", network, BATCH);
      trainer.algorithms().forEach(line -> step.add(usual + line));
      step.add(usual + trainer.nodes() + " nodes in the recorded graph of one step");
    }
    return step;
  }
}
