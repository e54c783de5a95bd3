package anchorbench.engine.nd4j;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.data.ImageSet;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Images as a uint8 array; class sums make a float32 one of it once, for the product. */
final class Nd4jImages implements AutoCloseable {
  private final ImageSet images;
  private final INDArray pixels;
  private INDArray floats;
  private INDArray oneHot;

  Nd4jImages(ImageSet images) {
    this.images = images;
    pixels =
        Arrays4j.allocate(DataType.UINT8, Math.max(1, images.count()), images.pixelsPerImage());
    long bytes = images.pixelBytes();
    try (ImageSet.Scan _ = images.scan()) {
      Arrays4j.write(pixels, memory -> MemorySegment.copy(images.pixels(), 0, memory, 0, bytes));
    }
  }

  ImageSet images() {
    return images;
  }

  /** uint8 [count, pixels]. */
  INDArray pixels() {
    return pixels;
  }

  /** float32 [count, pixels], 0..255. */
  synchronized INDArray floats() {
    if (floats == null) {
      floats = Arrays4j.allocate(DataType.FLOAT, images.count(), images.pixelsPerImage());
      floats.assign(pixels);
    }
    return floats;
  }

  /** float32 [count, classes]: 1 in the column of the image's class. */
  synchronized INDArray oneHot() {
    if (oneHot == null) {
      oneHot = Arrays4j.allocate(DataType.FLOAT, images.count(), images.classes()).assign(0);
      Arrays4j.write(oneHot, this::writeLabels);
    }
    return oneHot;
  }

  private void writeLabels(MemorySegment ones) {
    for (int i = 0; i < images.count(); i++) {
      ones.setAtIndex(JAVA_FLOAT, (long) i * images.classes() + images.label(i), 1);
    }
  }

  int count() {
    return images.count();
  }

  int pixelsPerImage() {
    return images.pixelsPerImage();
  }

  @Override
  public synchronized void close() {
    pixels.close();
    if (floats != null) {
      floats.close();
      floats = null;
    }
    if (oneHot != null) {
      oneHot.close();
      oneHot = null;
    }
  }
}
