package anchorbench.gallery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.engine.Engine;
import anchorbench.engine.registry.Engines;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of a report, of colour images and of many classes. */
class TripletPicturesTest {
  private static final int CLASSES = 130;
  private static final int PER_CLASS = 2;
  private static final Shape SHAPE = new Shape(3, 16, 16);

  @TempDir Path folder;

  /** Each class of one red; its two images of two blues. */
  private static ImageSet images() {
    int count = CLASSES * PER_CLASS;
    int plane = SHAPE.height() * SHAPE.width();
    MemorySegment pixels = ImageSet.allocatePixels(count, SHAPE);
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      long at = (long) i * SHAPE.size();
      pixels.asSlice(at, plane).fill((byte) labels[i]);
      pixels.set(ValueLayout.JAVA_BYTE, at + 2L * plane, (byte) (100 * (i / CLASSES)));
    }
    return new ImageSet(
        pixels, labels, SHAPE, IntStream.range(0, CLASSES).mapToObj(c -> "class " + c).toList());
  }

  @Test
  void aReportsPicturesAreInColourAndOfBoundedSize() throws IOException {
    ImageSet images = images();
    DataSet set = new DataSet("coloured", "test", "", true, images, images);
    try (Engine engine = Engines.open("reference", 1)) {
      TripletPictures.write(folder, engine, set, PER_CLASS);
    }
    for (String file : TripletPictures.FILES) {
      assertEquals(3, ImageIO.read(folder.resolve(file).toFile()).getRaster().getNumBands());
    }
    BufferedImage means = ImageIO.read(folder.resolve("means.png").toFile());
    // A hundred classes in rows of five, and a line that says so.
    assertEquals(14 + 20 * (112 + 34) + 34, means.getHeight());
    int[] last = {99, 0, 50};
    int right = means.getWidth() - 14 - 112;
    int bottom = 14 + 19 * (112 + 34) + 20;
    assertArrayEquals(last, means.getRaster().getPixel(right, bottom, (int[]) null));
    assertEquals("the first 100 of 130 classes are shown", TripletPictures.leftOut(CLASSES));
    assertEquals("", TripletPictures.leftOut(100));
  }
}
