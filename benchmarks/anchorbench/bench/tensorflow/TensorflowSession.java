package anchorbench.bench.tensorflow;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.TimedSession;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/** Images as one uint8 tensor, [count, pixels]; TensorFlow's sessions read it where it lies. */
final class TensorflowSession implements TimedSession {
  private final int threads;
  private final ClassSumsGraph classSums;
  private final ImageSet images;
  private final TUint8 pixels;

  TensorflowSession(int threads, ClassSumsGraph classSums, ImageSet images) {
    this.threads = threads;
    this.classSums = classSums;
    this.images = images;
    Shape shape = Shape.of(images.count(), images.pixelsPerImage());
    var bytes = DataBuffers.of(images.pixels().asSlice(0, images.pixelBytes()).asByteBuffer());
    pixels = TUint8.tensorOf(shape, bytes);
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public ClassMeans classMeans(int firstPerClass) {
    ClassIndex index = new ClassIndex(images);
    int[] counts = ClassMeans.counts(index, firstPerClass);
    int[] chosen = firstPerClass == ClassMeans.ALL ? null : index.firstOfEach(counts);
    int[] labels = new int[chosen == null ? images.count() : chosen.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(chosen == null ? i : chosen[i]);
    }
    int[] sums = classSums.run(pixels, chosen, labels, images.classes());
    return new ClassMeans(images.pixelsPerImage(), counts, sums);
  }

  @Override
  public TensorflowBatch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
    scaling.requireFits(images.shape());
    return new TensorflowBatch(threads, pixels, anchors, scaling);
  }

  @Override
  public TensorflowTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
    spec.scaling().requireFits(images.shape());
    return new TensorflowTrainer(threads, pixels, anchors, spec, initial);
  }

  @Override
  public void close() {
    pixels.close();
  }
}
