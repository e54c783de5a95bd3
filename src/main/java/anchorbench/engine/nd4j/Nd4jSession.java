package anchorbench.engine.nd4j;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.Batch;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Session;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.function.IntFunction;

/** Images as ND4J arrays. */
public final class Nd4jSession implements Session {
  private final Nd4jThreads threads;
  private final Nd4jImages images;

  Nd4jSession(Nd4jThreads threads, ImageSet images) {
    this.threads = threads;
    this.images = new Nd4jImages(images);
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public ClassMeans classMeans(int firstPerClass) {
    threads.besideProducts();
    return Nd4jClassSums.of(images, firstPerClass);
  }

  @Override
  public Batch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
    return new Nd4jBatch(threads, images, anchors, capacity, scaling);
  }

  @Override
  public Nd4jTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
    return trainer(anchors, spec, rows -> new Nd4jNetwork(initial, rows, true, threads.onCard()));
  }

  /**
   * The same steps with another network.
   *
   * @param networkOf makes it for so many rows at most; it is closed with the trainer
   */
  public Nd4jTrainer trainer(
      AnchorTable anchors, TrainingSpec spec, IntFunction<TrainedNetwork> networkOf) {
    return new Nd4jTrainer(threads, images, anchors, spec, networkOf);
  }

  @Override
  public float[] embed(int[] chosen, Weights weights, PixelScaling scaling) {
    threads.besideProducts();
    return new Nd4jEmbedder(weights, scaling, threads.onCard()).images(images, chosen);
  }

  @Override
  public void close() {
    images.close();
  }
}
