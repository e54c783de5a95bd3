package anchorbench.engine;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.engine.reference.ReferenceEngine;
import anchorbench.network.Adam;
import anchorbench.network.NetworkSpec;
import anchorbench.network.NetworkText;
import anchorbench.network.PlannedLayer;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;

/** How far an engine's gradient is from the reference's. */
public final class GradientError {
  private static final ImageSet IMAGES = TestImages.random(200, Shape.grey(10, 10), 5, 3);

  private GradientError() {}

  /** Of a perceptron. */
  public static double of(Engine engine) {
    return of(engine, "100-40-16");
  }

  /** The share by which the gradient is off, in the Euclidean norm. */
  public static double of(Engine engine, String network) {
    NetworkSpec spec = NetworkText.parse(network).on(IMAGES.shape());
    Weights exact = gradient(new ReferenceEngine(), spec);
    Weights found = gradient(engine, spec);
    double off = 0;
    double all = 0;
    for (int i = 0; i < exact.values().length; i++) {
      double difference = (double) exact.values()[i] - found.values()[i];
      off += difference * difference;
      all += (double) exact.values()[i] * exact.values()[i];
    }
    return Math.sqrt(off / all);
  }

  /**
   * How many terms a gradient's sums have: one product for each row, and of a convolution for each
   * place in it, of numbers that have come through sums as long as a layer's fan-in.
   */
  static long longestSums(TrainingSpec spec) {
    long longest = 0;
    long places = 1;
    for (PlannedLayer layer : spec.network().plan().withParameters()) {
      longest = Math.max(longest, layer.in().size());
      places = Math.max(places, (long) layer.out().height() * layer.out().width());
    }
    longest = Math.max(longest, spec.network().outputs());
    return longest + 3 * places * spec.batchSize();
  }

  private static Weights gradient(Engine engine, NetworkSpec network) {
    TrainingSpec spec =
        new TrainingSpec(network, TripletLoss.DEFAULT, Adam.DEFAULT, 32, TrainingSpec.UNIT_PIXELS);
    TripletIndices triplets =
        new TripletSampler(new ClassIndex(IMAGES), Anchors.RANDOM, Supply.FRESH, 20, 1).epoch(0);
    try (Session store = engine.load(IMAGES);
        Trainer trainer = store.trainer(AnchorTable.none(100), spec, Weights.initial(network, 2))) {
      trainer.step(triplets, 0, 32);
      return trainer.gradient();
    }
  }
}
