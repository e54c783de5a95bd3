package anchorbench.engine.reference;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Session;
import anchorbench.engine.TrainingSpec;
import anchorbench.network.Weights;
import anchorbench.triplet.AnchorTable;

/** Images where they are. */
final class ReferenceSession implements Session {
  private final ImageSet images;

  ReferenceSession(ImageSet images) {
    this.images = images;
  }

  @Override
  public int count() {
    return images.count();
  }

  @Override
  public ClassMeans classMeans(int firstPerClass) {
    ClassIndex index = new ClassIndex(images);
    int[] counts = ClassMeans.counts(index, firstPerClass);
    int pixels = images.pixelsPerImage();
    int[] sums = new int[images.classes() * pixels];
    for (int c = 0; c < images.classes(); c++) {
      for (int rank = 0; rank < counts[c]; rank++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          sums[c * pixels + pixel] += images.pixel(index.image(c, rank), pixel);
        }
      }
    }
    return new ClassMeans(pixels, counts, sums);
  }

  @Override
  public ReferenceBatch batch(AnchorTable anchors, int capacity, PixelScaling scaling) {
    return new ReferenceBatch(new ScaledRows(images, anchors, scaling), capacity);
  }

  @Override
  public ReferenceTrainer trainer(AnchorTable anchors, TrainingSpec spec, Weights initial) {
    return new ReferenceTrainer(new ScaledRows(images, anchors, spec.scaling()), spec, initial);
  }

  @Override
  public float[] embed(int[] chosen, Weights weights, PixelScaling scaling) {
    ScaledRows rows = new ScaledRows(images, AnchorTable.none(images.pixelsPerImage()), scaling);
    return ReferenceNetwork.embed(chosen.length, i -> rows.image(chosen[i]), weights);
  }

  @Override
  public void close() {}
}
