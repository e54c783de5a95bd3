package anchorbench.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of a set as NumPy reads them; PeerScriptsTest has NumPy read them. */
class KerasNpzTest {
  private static final List<String> NAMES = List.of("cat", "", "猫 👟");

  @TempDir Path folder;

  /** A pixel tells which image, channel, row and column it is of. */
  private static ImageSet images(int count, Shape shape) {
    MemorySegment pixels = ImageSet.allocatePixels(count, shape);
    for (long at = 0; at < (long) count * shape.size(); at++) {
      pixels.set(ValueLayout.JAVA_BYTE, at, (byte) (at * 7));
    }
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % NAMES.size());
    return new ImageSet(pixels, labels, shape, NAMES);
  }

  private static DataSet set(Shape shape) {
    return new DataSet("s", "s", "", true, images(5, shape), images(4, shape));
  }

  /** Contents behind a head that must say this. */
  private static byte[] array(Path file, String name, String descriptor, String shape)
      throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(name + ".npy");
      assertEquals(ZipEntry.STORED, entry.getMethod());
      byte[] all = zip.getInputStream(entry).readAllBytes();
      int head = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getShort(8) + 10;
      assertEquals(0, head % 64);
      assertEquals(
          "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(descriptor, shape),
          new String(all, 10, head - 10, US_ASCII).strip());
      return Arrays.copyOfRange(all, head, all.length);
    }
  }

  @Test
  void colourHasItsChannelsLast() throws IOException {
    Shape shape = new Shape(3, 2, 4);
    DataSet set = set(shape);
    Path file = folder.resolve("images.npz");
    KerasNpz.write(file, set);
    byte[] train = array(file, "x_train", "|u1", "5, 2, 4, 3");
    for (int i = 0; i < 5; i++) {
      for (int place = 0; place < 8; place++) {
        for (int c = 0; c < 3; c++) {
          assertEquals(set.train().pixel(i, c * 8 + place), train[(i * 8 + place) * 3 + c] & 0xff);
        }
      }
    }
    assertEquals(4 * shape.size(), array(file, "x_test", "|u1", "4, 2, 4, 3").length);
    ByteBuffer labels =
        ByteBuffer.wrap(array(file, "y_test", "<i4", "4,")).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(
        List.of(0, 1, 2, 0),
        List.of(labels.getInt(), labels.getInt(), labels.getInt(), labels.getInt()));
    byte[] names = array(file, "classes", "<U3", "3,");
    String text = new String(names, Charset.forName("UTF-32LE"));
    assertEquals(
        "cat\0\0\0猫 👟",
        text.codePoints().mapToObj(Character::toString).collect(Collectors.joining()));
  }

  @Test
  void greyHasNoChannels() throws IOException {
    DataSet set = set(Shape.grey(3, 2));
    Path file = folder.resolve("grey.npz");
    KerasNpz.write(file, set);
    byte[] expected =
        set.train().pixels().asSlice(0, set.train().pixelBytes()).toArray(ValueLayout.JAVA_BYTE);
    assertArrayEquals(expected, array(file, "x_train", "|u1", "5, 3, 2"));
  }

  @Test
  void equalSetsMakeEqualFilesOfTheSizeOfTheirPixels() throws IOException {
    DataSet set = set(new Shape(3, 40, 50));
    KerasNpz.write(folder.resolve("a.npz"), set);
    KerasNpz.write(folder.resolve("b.npz"), set);
    byte[] first = Files.readAllBytes(folder.resolve("a.npz"));
    assertArrayEquals(first, Files.readAllBytes(folder.resolve("b.npz")));
    // Five heads of at most 192 bytes, the archive's own lines, labels and names.
    assertTrue(first.length < 9 * 6000 + 2048, first.length + " bytes");
  }
}
