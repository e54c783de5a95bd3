package anchorbench.experiment;

import anchorbench.engine.StepLog;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.Trial.Health;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletSampler;
import java.util.ArrayList;
import java.util.List;

/** Trains one network of one arm from one seed and scores it. */
final class TrialRun {
  /** A loss this close to the margin, with every triplet active, is a collapsed network's. */
  private static final double COLLAPSE_TOLERANCE = 1e-3;

  private final Laboratory laboratory;
  private final Anchors anchors;
  private final long seed;
  private final TrainingSpec spec;
  private final List<Float> losses = new ArrayList<>();
  private final List<Float> activeShare = new ArrayList<>();

  TrialRun(Laboratory laboratory, Anchors anchors, long seed) {
    this.laboratory = laboratory;
    this.anchors = anchors;
    this.seed = seed;
    this.spec = laboratory.protocol.training(laboratory.train.pixelsPerImage());
  }

  Trial run(Scores untrained) {
    long start = System.nanoTime();
    Weights initial = Weights.glorotUniform(spec.network(), seed);
    Weights trained = train(initial);
    long trainedAt = System.nanoTime();
    Scores scores = new Scorer(laboratory).score(Space.of(laboratory, trained), seed);
    return new Trial(
        anchors.toString(),
        seed,
        losses,
        activeShare,
        health(),
        scores,
        untrained,
        (trainedAt - start) / 1e9,
        (System.nanoTime() - trainedAt) / 1e9);
  }

  private Weights train(Weights initial) {
    AnchorTable table = laboratory.anchorTable(anchors);
    TripletSampler sampler =
        new TripletSampler(
            laboratory.trainIndex,
            anchors,
            laboratory.protocol.supply(),
            laboratory.protocol.tripletsPerClass(),
            seed);
    try (Trainer trainer =
        laboratory.engine.newTrainer(laboratory.trainStore, table, spec, initial)) {
      Trainer.Running running = null;
      for (int epoch = 0; epoch < laboratory.protocol.epochs(); epoch++) {
        // Drawn while a device is still busy with the epoch before.
        Trainer.Running next = trainer.start(sampler.epoch(epoch), spec.batchSize());
        record(running, sampler.tripletsPerEpoch());
        running = next;
      }
      record(running, sampler.tripletsPerEpoch());
      return trainer.weights();
    }
  }

  private void record(Trainer.Running epoch, int triplets) {
    if (epoch == null) {
      return;
    }
    StepLog log = epoch.finish();
    double lossSum = 0;
    long active = 0;
    for (int step = 0; step < log.steps(); step++) {
      int count = Math.min(spec.batchSize(), triplets - step * spec.batchSize());
      lossSum += (double) log.losses()[step] * count;
      active += log.active()[step];
    }
    losses.add((float) (lossSum / triplets));
    activeShare.add((float) ((double) active / triplets));
  }

  private Health health() {
    if (losses.isEmpty()) {
      return Health.TRAINED;
    }
    if (losses.stream().anyMatch(loss -> !Float.isFinite(loss))) {
      return Health.DIVERGED;
    }
    float margin = spec.loss().margin();
    boolean stuck = Math.abs(losses.getLast() - margin) < COLLAPSE_TOLERANCE * margin;
    return stuck && activeShare.getLast() > 0.999f ? Health.COLLAPSED : Health.TRAINED;
  }
}
