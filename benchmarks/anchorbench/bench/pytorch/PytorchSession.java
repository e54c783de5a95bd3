package anchorbench.bench.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.TimedSession;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import java.util.stream.IntStream;

/** Images as one uint8 tensor, [count, pixels]. */
final class PytorchSession implements TimedSession {
  private final NDManager manager;
  private final ImageSet images;
  private final NDArray pixels;

  PytorchSession(NDManager manager, ImageSet images) {
    this.manager = manager;
    this.images = images;
    pixels =
        manager.create(
            images.pixels().asSlice(0, images.pixelBytes()).asByteBuffer(),
            new Shape(images.count(), images.pixelsPerImage()),
            DataType.UINT8);
  }

  @Override
  public int count() {
    return images.count();
  }

  /** A product with the one-hot matrix of the labels; exact below 2^24 / 255 images of a class. */
  @Override
  public ClassMeans classMeans(int firstPerClass) {
    ClassIndex index = new ClassIndex(images);
    int[] counts = ClassMeans.counts(index, firstPerClass);
    boolean all = firstPerClass == ClassMeans.ALL;
    // All images stay where they are; a choice of them is gathered.
    int[] chosen = all ? IntStream.range(0, images.count()).toArray() : index.firstOfEach(counts);
    float[] oneHot = new float[counts.length * chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      oneHot[images.label(chosen[i]) * chosen.length + i] = 1;
    }
    try (NDManager scratch = manager.newSubManager()) {
      NDArray rows = all ? pixels : Rows.of(pixels, scratch.create(chosen));
      NDArray floats = rows.toType(DataType.FLOAT32, true);
      floats.attach(scratch);
      float[] found =
          scratch
              .create(oneHot, new Shape(counts.length, chosen.length))
              .matMul(floats)
              .toFloatArray();
      int[] sums = new int[found.length];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = (int) found[i];
      }
      return new ClassMeans(images.pixelsPerImage(), counts, sums);
    }
  }

  @Override
  public PytorchBatch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
    scaling.requireFits(images.shape());
    NDManager own = manager.newSubManager();
    return new PytorchBatch(own, new Rows(own, pixels, anchors, scaling), images.pixelsPerImage());
  }

  @Override
  public PytorchTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
    spec.scaling().requireFits(images.shape());
    NDManager own = manager.newSubManager();
    return new PytorchTrainer(own, new Rows(own, pixels, anchors, spec.scaling()), spec, initial);
  }

  @Override
  public void close() {
    manager.close();
  }
}
