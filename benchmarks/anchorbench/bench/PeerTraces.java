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
import anchorbench.network.NetworkText;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.trace.Plan;
import anchorbench.trace.Trace;
import anchorbench.triplet.TripletIndices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a peer in another process trains on: the benchmark's own triplets, weights and images, as
 * files.
 */
final class PeerTraces {
  /** As many as a step benchmark of whole epochs gives to a device together. */
  private static final int STEPS = 64;

  private final DataSet set;
  private final Path folder;
  private final Map<String, Arm> arms = new HashMap<>();

  PeerTraces(DataSet set, Path folder) {
    this.set = set;
    this.folder = folder;
  }

  /** The images, of whatever shape. */
  void writeImages() {
    KerasNpz.write(folder.resolve("images.npz"), set);
  }

  /** A trace for each piece of work, by the cpu engine. */
  List<Path> write(List<RowKey> works) {
    List<Path> folders = new ArrayList<>();
    try (Engine engine = Engines.open(CpuEngine.NAME, Engines.allProcessors());
        Session images = engine.load(set.train())) {
      for (RowKey work : works) {
        Path trace = folder.resolve("trace-" + folders.size());
        write(work.parameters(), images, trace);
        folders.add(trace);
      }
    }
    return folders;
  }

  private void write(Map<String, String> work, Session images, Path trace) {
    Arm arm = arms.computeIfAbsent(work.get("anchors"), name -> Arm.of(name, set.train()));
    int batch = Integer.parseInt(work.get("batch"));
    NetworkSpec network = NetworkText.parse(work.get("network")).on(set.train().shape());
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
