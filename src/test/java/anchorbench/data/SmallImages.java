package anchorbench.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first of the drawn garments in IDX files, for tests that need images and not 70,000 of them.
 */
public final class SmallImages {
  public static final int TRAIN = 3_000;
  public static final int TEST = 1_000;

  private SmallImages() {}

  /**
   * @return the folder
   */
  public static Path writeTo(Path folder) throws IOException {
    DataSet images = new SyntheticGarments(SyntheticGarments.DEFAULT_SEED).dataSet(TRAIN, TEST);
    write(folder, "train", images.train());
    write(folder, "t10k", images.test());
    return folder;
  }

  private static void write(Path folder, String name, ImageSet images) throws IOException {
    Shape shape = images.shape();
    byte[] pixels =
        images.pixels().asSlice(0, (long) images.count() * shape.size()).toArray(JAVA_BYTE);
    Files.write(
        folder.resolve(name + "-images-idx3-ubyte"),
        idx(pixels, images.count(), shape.height(), shape.width()));
    byte[] labels = new byte[images.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) images.label(i);
    }
    Files.write(folder.resolve(name + "-labels-idx1-ubyte"), idx(labels, labels.length));
  }

  /** An IDX file of bytes. */
  public static byte[] idx(byte[] content, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + content.length);
    file.putInt(0x0800 | sizes.length);
    for (int size : sizes) {
      file.putInt(size);
    }
    return file.put(content).array();
  }
}
