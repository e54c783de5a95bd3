package anchorbench.experiment;

import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.experiment.arm.Arm;
import anchorbench.network.Adam;
import anchorbench.network.Weights;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;

/**
 * How much the gradient of a batch differs from batch to batch while the weights stand still.
 *
 * @param epochs that the network had trained
 * @param signal squared length of the mean gradient, without what noise adds to it; it may come out
 *     below 0 where there is little of it
 * @param noise trace of the covariance of a batch's gradient
 * @see <a href="https://arxiv.org/abs/1812.06162">McCandlish et al. 2018, section 2.2 and appendix
 *     A.1: their noise scale is {@code batchSize noise / signal}</a>
 */
public record GradientNoise(int epochs, double signal, double noise) {
  private static final int BATCHES = 32;

  /** Triplets of epochs that nobody trains on. */
  private static final int EPOCH = Integer.MAX_VALUE;

  /**
   * Standard deviation of a batch's gradient by the length of the mean; infinite without signal.
   */
  public double relative() {
    return signal > 0 ? Math.sqrt(noise / signal) : Double.POSITIVE_INFINITY;
  }

  /**
   * Whether it is measured behind so many epochs: at 0, 1, 2, 4, and so on, where an epoch has two
   * whole batches.
   */
  static boolean isMeasured(int epochs, int tripletsPerEpoch, int batchSize) {
    return Integer.bitCount(epochs) <= 1 && tripletsPerEpoch >= 2L * batchSize;
  }

  static GradientNoise of(
      ExperimentContext context,
      Arm arm,
      Anchors anchors,
      TripletSampler sampler,
      TrainingSpec spec,
      Weights weights,
      int epochs) {
    TrainingSpec still =
        new TrainingSpec(
            spec.network(),
            spec.loss(),
            Adam.withLearningRate(0),
            spec.batchSize(),
            spec.scaling());
    TripletIndices triplets = sampler.epoch(EPOCH, anchors);
    int batches = Math.min(BATCHES, triplets.count() / spec.batchSize());
    double[] sum = new double[spec.network().parameters()];
    double squares = 0;
    try (Trainer trainer =
        context.train.session().trainer(context.anchorTable(arm.table()), still, weights)) {
      for (int batch = 0; batch < batches; batch++) {
        trainer.step(triplets, batch * spec.batchSize(), spec.batchSize());
        float[] gradient = trainer.gradient().values();
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradient[i];
          squares += (double) gradient[i] * gradient[i];
        }
      }
    }
    double ofMean = 0;
    for (double each : sum) {
      ofMean += each / batches * (each / batches);
    }
    double noise = (squares - batches * ofMean) / (batches - 1);
    return new GradientNoise(epochs, ofMean - noise / batches, noise);
  }
}
