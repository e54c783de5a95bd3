package anchorbench.engine.reference;

import anchorbench.data.ClassIndex;
import anchorbench.data.LabelledImages;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.engine.EngineInfo;
import anchorbench.engine.ImageStore;
import anchorbench.engine.Probe;
import anchorbench.engine.Trainer;
import anchorbench.engine.TrainingSpec;
import anchorbench.engine.TripletBatch;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The oracle: nested loops over pixels as in the original notebook, sums in double, one thread.
 * Slow on purpose; every other engine is held to it.
 */
public final class ReferenceEngine implements Engine {
  public static final String NAME = "reference";

  public static Probe probe() {
    return new Probe.Ready(NAME, new ReferenceEngine());
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo(
        NAME,
        "plain Java loops",
        1,
        "float64",
        List.of(),
        List.of("the oracle: written to be obvious, not fast"));
  }

  @Override
  public ClassMeans classMeans(ImageStore store, int firstPerClass) {
    LabelledImages images = ((ReferenceImages) store).images();
    ClassIndex index = new ClassIndex(images);
    int[] counts = ClassMeans.counts(index, firstPerClass);
    int[] sums = new int[images.classes() * images.pixelsPerImage()];
    for (int c = 0; c < images.classes(); c++) {
      for (int rank = 0; rank < counts[c]; rank++) {
        for (int row = 0; row < images.rows(); row++) {
          for (int column = 0; column < images.columns(); column++) {
            int pixel = row * images.columns() + column;
            sums[c * images.pixelsPerImage() + pixel] += images.pixel(index.image(c, rank), pixel);
          }
        }
      }
    }
    return new ClassMeans(images.pixelsPerImage(), counts, sums);
  }

  @Override
  public ImageStore load(LabelledImages images) {
    return new ReferenceImages(images);
  }

  @Override
  public TripletBatch newBatch(ImageStore images, AnchorTable anchors, int capacity) {
    return new ReferenceBatch(images.pixelsPerImage(), capacity);
  }

  @Override
  public void assemble(
      ImageStore images,
      AnchorTable anchors,
      TripletIndices triplets,
      int first,
      int count,
      float pixelScale,
      TripletBatch into) {
    ((ReferenceBatch) into)
        .assemble((ReferenceImages) images, anchors, triplets, first, count, pixelScale);
  }

  @Override
  public Trainer newTrainer(
      ImageStore images, AnchorTable anchors, TrainingSpec spec, Weights initial) {
    return new ReferenceTrainer((ReferenceImages) images, anchors, spec, initial);
  }

  @Override
  public float[] embed(ImageStore images, int[] chosen, Weights weights, float pixelScale) {
    ReferenceImages store = (ReferenceImages) images;
    return embedRows(chosen.length, i -> store.scaled(chosen[i], pixelScale), weights);
  }

  @Override
  public float[] embed(AnchorTable table, Weights weights, float pixelScale) {
    return embedRows(table.rows(), i -> ReferenceImages.scaled(table.row(i), pixelScale), weights);
  }

  /** Where an input row comes from. */
  private interface Rows {
    float[] row(int i);
  }

  private static float[] embedRows(int count, Rows rows, Weights weights) {
    NetworkSpec spec = weights.spec();
    ReferenceNetwork network = new ReferenceNetwork(spec, weights.values());
    float[] embeddings = new float[count * spec.outputs()];
    for (int i = 0; i < count; i++) {
      double[] embedding = network.embed(rows.row(i));
      for (int j = 0; j < embedding.length; j++) {
        embeddings[i * spec.outputs() + j] = (float) embedding[j];
      }
    }
    return embeddings;
  }

  @Override
  public int[] nearest(float[] queries, float[] index, int width, int k) {
    int count = queries.length / width;
    int[] nearest = new int[count * k];
    for (int q = 0; q < count; q++) {
      double[] squared = new double[index.length / width];
      for (int i = 0; i < squared.length; i++) {
        for (int j = 0; j < width; j++) {
          double difference = (double) queries[q * width + j] - index[i * width + j];
          squared[i] += difference * difference;
        }
      }
      int[] sorted =
          IntStream.range(0, squared.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> squared[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(sorted, 0, nearest, q * k, k);
    }
    return nearest;
  }

  @Override
  public void close() {}
}
