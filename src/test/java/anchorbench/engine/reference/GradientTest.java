package anchorbench.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.TestImages;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Adam;
import anchorbench.network.Distance;
import anchorbench.network.NetworkSpec;
import anchorbench.network.PlannedLayer;
import anchorbench.network.TripletLoss;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The oracle's gradient against central differences of its loss, every parameter of every tensor.
 */
class GradientTest {
  private static final int BATCH = 12;
  private static final NetworkSpec NETWORK = NetworkSpec.parse("9-7-6-4");
  private final ImageSet images = TestImages.random(60, 9, 3, 8);

  @ParameterizedTest
  @CsvSource({
    "random,EUCLIDEAN,1",
    "mean:all,EUCLIDEAN,1",
    "random,SQUARED_EUCLIDEAN,1",
    "mean:all,SQUARED_EUCLIDEAN,0.1",
    "random,EUCLIDEAN,0.05"
  })
  void agreesWithCentralDifferences(String arm, Distance distance, float margin) {
    Anchors anchors = Anchors.parse(arm);
    AnchorTable table =
        anchors instanceof Anchors.RandomImage
            ? AnchorTable.none(9)
            : new ReferenceEngine().classMeans(images, ClassMeans.ALL).asAnchors();
    TripletIndices triplets =
        new TripletSampler(new ClassIndex(images), anchors, Supply.POOL, BATCH, 4).epoch(0);
    TrainingSpec spec =
        new TrainingSpec(
            NETWORK,
            new TripletLoss(distance, margin),
            Adam.DEFAULT,
            BATCH,
            TrainingSpec.UNIT_PIXELS);
    float[] values = Weights.initial(NETWORK, 6).values();
    // Biases off zero, so that no ReLU sits at its kink.
    for (PlannedLayer layer : NETWORK.plan().withParameters()) {
      for (int i = layer.bias().offset(); i < layer.bias().end(); i++) {
        values[i] = 0.1f + 0.01f * (i % 5);
      }
    }
    ReferenceTrainer trainer =
        new ReferenceTrainer(
            new ScaledRows(images, table, spec.scaling()), spec, new Weights(NETWORK, values));
    trainer.step(triplets, 0, BATCH);
    assertTrue(trainer.activeTriplets() > 0, "no triplet is active: nothing would be tested");
    float[] gradient = trainer.gradient().values();
    for (int i = 0; i < values.length; i++) {
      double h = 1e-5;
      double difference =
          (loss(values, i, h, table, triplets, spec) - loss(values, i, -h, table, triplets, spec))
              / (2 * h);
      // h^2 from the quotient, 1e-16 / h from the loss, 2^-24 from the gradient's rounding.
      assertEquals(difference, gradient[i], 1e-6 + 1e-5 * Math.abs(difference), "parameter " + i);
    }
  }

  private double loss(
      float[] values,
      int moved,
      double by,
      AnchorTable table,
      TripletIndices triplets,
      TrainingSpec spec) {
    ReferenceNetwork network = new ReferenceNetwork(NETWORK, values);
    network.parameters[moved] += by;
    ScaledRows rows = new ScaledRows(images, table, spec.scaling());
    int top = NETWORK.layers().size();
    double sum = 0;
    for (int i = 0; i < BATCH; i++) {
      double[] a = network.forward(rows.anchor(triplets.anchor()[i]))[top];
      double[] p = network.forward(rows.image(triplets.positive()[i]))[top];
      double[] n = network.forward(rows.image(triplets.negative()[i]))[top];
      sum += spec.loss().violation(distance(a, p, spec.loss()), distance(a, n, spec.loss()));
    }
    return sum / BATCH;
  }

  private static double distance(double[] x, double[] y, TripletLoss loss) {
    double squared = 0;
    for (int j = 0; j < x.length; j++) {
      squared += (x[j] - y[j]) * (x[j] - y[j]);
    }
    return loss.distance().ofSquared(squared);
  }
}
