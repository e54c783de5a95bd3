package anchorbench.bench;

import anchorbench.data.DataSet;
import anchorbench.data.KerasNpz;
import anchorbench.engine.Engine;
import anchorbench.engine.Session;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.cpu.CpuEngine;
import anchorbench.engine.registry.Engines;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.trace.Plan;
import anchorbench.trace.Trace;
import anchorbench.triplet.TripletIndices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a peer in another process trains on: the benchmark's own triplets, weights and images, as
 * files.
 */
final class PeerTraces {
  /** As many as a step benchmark of whole epochs gives to a device together. */
  private static final int STEPS = 64;

  private final DataSet chosen;
  private final Path folder;

  /** How many there are so far. */
  private int written;

  PeerTraces(DataSet chosen, Path folder) {
    this.chosen = chosen;
    this.folder = folder;
  }

  /** A trace of each row, by the cpu engine; those that work on one set have it in one file. */
  List<PythonPeer.Work> write(List<RowKey> rows) {
    Map<RowImages, List<RowKey>> bySet = new LinkedHashMap<>();
    rows.forEach(row -> bySet.computeIfAbsent(images(row), _ -> new ArrayList<>()).add(row));
    List<PythonPeer.Work> works = new ArrayList<>();
    try (Engine engine = Engines.open(CpuEngine.NAME, Engines.allProcessors())) {
      bySet.forEach((images, ofSet) -> works.addAll(write(engine, set(images), ofSet)));
    }
    return works;
  }

  private static RowImages images(RowKey row) {
    return RowNetwork.of(row.parameters()).images();
  }

  private DataSet set(RowImages images) {
    return images instanceof Noise noise ? noise.set(chosen.train()) : chosen;
  }

  private List<PythonPeer.Work> write(Engine engine, DataSet set, List<RowKey> rows) {
    List<PythonPeer.Work> works = new ArrayList<>();
    Path file = folder.resolve("images-%s.npz".formatted(written));
    KerasNpz.write(file, set);
    Map<String, Arm> arms = new HashMap<>();
    try (Session images = engine.load(set.train())) {
      for (RowKey row : rows) {
        Path trace = folder.resolve("trace-" + written++);
        String anchors = row.parameters().get("anchors");
        Arm arm = arms.computeIfAbsent(anchors, name -> Arm.of(name, set.train()));
        write(row.parameters(), set, images, arm, trace);
        works.add(new PythonPeer.Work(trace, file, row.parameters().get(RowNetwork.PARAMETER)));
      }
    }
    return works;
  }

  private void write(Map<String, String> row, DataSet set, Session images, Arm arm, Path trace) {
    int batch = Integer.parseInt(row.get("batch"));
    NetworkSpec network = RowNetwork.of(row).on(chosen.train());
    TrainingSpec spec =
        new TrainingSpec(
            network, TripletLoss.DEFAULT, Adam.DEFAULT, batch, TrainingSpec.UNIT_PIXELS);
    Weights initial = Weights.initial(network, Arm.SEED);
    TripletIndices plan = arm.steps(STEPS, batch);
    float[] losses = new float[STEPS];
    try (Trainer trainer = images.trainer(arm.anchors(), spec, initial)) {
      for (int step = 0; step < STEPS; step++) {
        losses[step] = trainer.step(plan, step * batch, batch);
      }
      Plan steps = new Plan(STEPS, batch);
      steps.add(plan, losses);
      new Trace(spec, initial, arm.name(), arm.anchors(), steps, Arm.SEED)
          .write(trace, trainer.weights(), set);
    }
  }
}
