package anchorbench.engine;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/** An engine that experiments run on: besides the timed kernels it embeds and finds neighbours. */
public interface Engine extends TimedEngine {
  @Override
  Session load(ImageSet images);

  /** Class means of images that are needed once; see {@link TimedSession#classMeans}. */
  default ClassMeans classMeans(ImageSet images, int firstPerClass) {
    try (Session session = load(images)) {
      return session.classMeans(firstPerClass);
    }
  }

  /** Whether its trainers take an {@link EmbeddingLoss}. */
  default boolean takesAnyLoss() {
    return false;
  }

  /**
   * Embeddings of a table's rows, scaled as pixels are: channel after channel.
   *
   * @return float32 [table.rows(), weights.spec().outputs()]
   */
  float[] embed(AnchorTable table, Weights weights, PixelScaling scaling);

  /**
   * Nearest rows by Euclidean distance, nearest first; equal distances in order of position.
   *
   * @param queries float32 [q, width]
   * @param index float32 [n, width], n at least k
   * @return int32 [q, k], positions in {@code index}
   */
  int[] nearest(float[] queries, float[] index, int width, int k);

  /**
   * Squared distance of two rows in double, which decides in {@link #nearest}: who puts together
   * what several searches found compares by it.
   *
   * @param x float32, read from {@code xAt} on; likewise y
   */
  default double squaredDistance(float[] x, int xAt, float[] y, int yAt, int width) {
    return NeighbourOrder.squared(x, xAt, y, yAt, width);
  }
}
