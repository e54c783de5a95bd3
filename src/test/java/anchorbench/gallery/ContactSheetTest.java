package anchorbench.gallery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import java.awt.image.Raster;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
  private static final Shape SHAPE = new Shape(3, 28, 28);
  private static final int CELL = 112 + 14;
  private static final int ROW = 112 + 20 + 14;
  private static final int TEST = 200;

  @TempDir Path folder;

  /** Each image of one colour: red its class, green its number in the class, blue its half. */
  private static ImageSet images(int classes, int perClass, int blue) {
    int count = classes * perClass;
    MemorySegment pixels = ImageSet.allocatePixels(count, SHAPE);
    int[] labels = new int[count];
    int plane = SHAPE.height() * SHAPE.width();
    for (int i = 0; i < count; i++) {
      labels[i] = i % classes;
      int[] colour = {labels[i], i / classes, blue};
      for (int p = 0; p < SHAPE.size(); p++) {
        long at = (long) i * SHAPE.size() + p;
        pixels.set(ValueLayout.JAVA_BYTE, at, (byte) colour[p / plane]);
      }
    }
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "class <" + c + ">").toList();
    return new ImageSet(pixels, labels, SHAPE, names);
  }

  private static DataSet set(int classes, int train, int test) {
    return new DataSet(
        "coloured", "test", "", true, images(classes, train, 0), images(classes, test, TEST));
  }

  private Raster page(String name) throws IOException {
    return ImageIO.read(folder.resolve(name).toFile()).getRaster();
  }

  /** The colour in the middle of a cell. */
  private static int[] colour(Raster page, int row, int column) {
    return page.getPixel(14 + column * CELL + 56, 14 + row * ROW + 20 + 56, (int[]) null);
  }

  @Test
  void aRowHasDifferentImagesOfOneClassTrainingImagesFirst() throws IOException {
    assertEquals("", ContactSheet.write(folder.resolve("a.png"), set(3, 20, 10), 1));
    Raster page = page("a.png");
    assertEquals(14 + 16 * CELL, page.getWidth());
    assertEquals(14 + 3 * ROW, page.getHeight());
    for (int row = 0; row < 3; row++) {
      Set<Integer> seen = new HashSet<>();
      for (int column = 0; column < 16; column++) {
        int[] colour = colour(page, row, column);
        assertEquals(row, colour[0]);
        assertEquals(column < 8 ? 0 : TEST, colour[2]);
        assertTrue(seen.add(colour[2] + colour[1]), "twice in row " + row);
      }
    }
  }

  @Test
  void aSeedChoosesAlwaysTheSameAndAnotherSeedOthers() throws IOException {
    for (int i = 0; i < 3; i++) {
      ContactSheet.write(folder.resolve(i + ".png"), set(3, 50, 50), i == 2 ? 2 : 1);
    }
    byte[] first = Files.readAllBytes(folder.resolve("0.png"));
    assertArrayEquals(first, Files.readAllBytes(folder.resolve("1.png")));
    assertFalse(java.util.Arrays.equals(first, Files.readAllBytes(folder.resolve("2.png"))));
  }

  @Test
  void placesStayEmptyWhereAClassHasTooFew() throws IOException {
    ContactSheet.write(folder.resolve("few.png"), set(2, 3, 1), 1);
    Raster page = page("few.png");
    int[] white = {255, 255, 255};
    assertArrayEquals(new int[] {1, 2, 0}, colour(page, 1, 2));
    assertArrayEquals(white, colour(page, 1, 3));
    assertArrayEquals(new int[] {1, 0, TEST}, colour(page, 1, 8));
    assertArrayEquals(white, colour(page, 1, 9));
  }

  @Test
  void ofManyClassesTwentyAreShownAtEvenSteps() throws IOException {
    String left = ContactSheet.write(folder.resolve("many.png"), set(250, 1, 1), 1);
    assertEquals("20 of 250 classes are shown", left);
    Raster page = page("many.png");
    // A line of words below.
    assertEquals(14 + 20 * ROW + 34, page.getHeight());
    for (int row = 0; row < 20; row++) {
      assertEquals(row * 250 / 20, colour(page, row, 0)[0]);
    }
  }
}
