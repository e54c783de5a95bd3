package anchorbench.bench.dl4j;

import anchorbench.data.PixelScaling;
import anchorbench.engine.Batch;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.TimedSession;
import anchorbench.engine.TimedTrainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.nd4j.Nd4jSession;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/** Images as ND4J arrays; only the network in training is Deeplearning4j's. */
record Dl4jSession(Nd4jSession images) implements TimedSession {
  @Override
  public int count() {
    return images.count();
  }

  @Override
  public ClassMeans classMeans(int firstPerClass) {
    return images.classMeans(firstPerClass);
  }

  @Override
  public Batch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
    return images.batch(anchors, capacity, scaling);
  }

  @Override
  public TimedTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
    return images.trainer(anchors, spec, rows -> new Dl4jNetwork(initial, rows));
  }

  @Override
  public void close() {
    images.close();
  }
}
