package anchorbench.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.KerasNpz;
import anchorbench.data.Shape;
import anchorbench.decode.PixelForm;
import anchorbench.decode.PixelForm.Channels;
import anchorbench.decode.PixelForm.Fit;
import anchorbench.decode.PixelForm.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** npz and CIFAR's binary files: the same images as a folder of PNG files are the same set. */
class ArrayFilesTest {
  @TempDir private Path folder;
  @TempDir private Path cacheFolder;
  private final List<String> log = new ArrayList<>();
  private DataSet expected;

  @BeforeEach
  void drawImages() throws IOException {
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 8; i++) {
        String name = (i < 5 ? "train/" : "test/") + "class-" + c + "/" + i + ".png";
        DrawnFiles.colour(folder.resolve("files").resolve(name), 1 + 8 * c + i, 32, 32);
      }
    }
    expected = read(folder.resolve("files"));
  }

  private DataSet read(Path place) {
    return read(place, ReadOptions.NONE);
  }

  private DataSet read(Path place, ReadOptions options) {
    return ImageSource.read(place.toString(), options, new DecodedCache(cacheFolder), log::add);
  }

  /** An array as {@code numpy.save} writes it, with a header of format 1.0. */
  private static byte[] npy(String type, String shape, byte[] data) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
    String padded = text + " ".repeat(118 - text.length() - 1) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    out.writeBytes(padded.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(data);
    return out.toByteArray();
  }

  private Path npz(Map<String, byte[]> arrays) throws IOException {
    Path file = folder.resolve("set.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** uint8 [n, height, width, 3], as everyone but us has them. */
  private static byte[] interleaved(ImageSet images) {
    int plane = images.shape().height() * images.shape().width();
    byte[] bytes = new byte[images.count() * 3 * plane];
    for (int i = 0, next = 0; i < images.count(); i++) {
      for (int p = 0; p < plane; p++) {
        for (int channel = 0; channel < 3; channel++) {
          bytes[next++] = (byte) images.pixel(i, channel * plane + p);
        }
      }
    }
    return bytes;
  }

  /** Little-endian, of some bytes each. */
  private static byte[] numbers(ImageSet images, int bytes) {
    byte[] numbers = new byte[images.count() * bytes];
    for (int i = 0; i < images.count(); i++) {
      numbers[i * bytes] = (byte) images.label(i);
    }
    return numbers;
  }

  private Map<String, byte[]> arrays() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", npy("|u1", "10, 32, 32, 3", interleaved(expected.train())));
    arrays.put("y_train", npy("<i8", "10, 1", numbers(expected.train(), 8)));
    arrays.put("x_test", npy("|u1", "6, 32, 32, 3", interleaved(expected.test())));
    arrays.put("y_test", npy("|u1", "6,", numbers(expected.test(), 1)));
    return arrays;
  }

  @Test
  void kerasNpzIsTheSameSet() throws IOException {
    Map<String, byte[]> arrays = arrays();
    DataSet set = read(npz(arrays));
    assertEquals(expected.checksum(), set.checksum());
    assertEquals(List.of("class 0", "class 1"), set.train().classNames());
    assertEquals("npz:set.npz", set.name());
    byte[] names = "Äpfel\0\0вино\0\0\0".getBytes(Charset.forName("UTF-32LE"));
    arrays.put("classes", npy("<U7", "2,", names));
    assertEquals(List.of("Äpfel", "вино"), read(npz(arrays)).train().classNames());
  }

  @Test
  void whatWeWriteIsReadAsItWas() {
    Path file = folder.resolve("ours.npz");
    KerasNpz.write(file, expected);
    DataSet set = read(file);
    assertEquals(expected.checksum(), set.checksum());
    assertEquals(expected.train().classNames(), set.train().classNames());
  }

  /** A byte that fell over: the library that unpacks verifies no checksum. */
  @Test
  void aDamagedNpzIsRefused() throws IOException {
    Path file = folder.resolve("ours.npz");
    KerasNpz.write(file, expected);
    byte[] bytes = Files.readAllBytes(file);
    bytes[5_000] ^= 1;
    Files.write(file, bytes);
    String message = assertThrows(InputException.class, () -> read(file)).getMessage();
    assertTrue(
        message.endsWith("x_train is damaged: its checksum is another; copy the file again"));
  }

  @Test
  void formsAreTheSameAsThoseOfFiles() throws IOException {
    for (ReadOptions options :
        List.of(
            new ReadOptions(new PixelForm(Channels.GREY, null, Fit.PAD), null, false),
            new ReadOptions(
                new PixelForm(Channels.AS_STORED, new Size(7, 20), Fit.CROP), null, false))) {
      String ofFiles = read(folder.resolve("files"), options).checksum();
      assertEquals(ofFiles, read(npz(arrays()), options).checksum(), options.toString());
    }
  }

  @Test
  void greyArraysHaveNoAxisOfChannelsOrOneOfOne() throws IOException {
    Map<String, byte[]> arrays = arrays();
    for (String axes : List.of("32, 32", "32, 32, 1")) {
      arrays.put("x_train", npy("|u1", "10, " + axes, new byte[10 * 1024]));
      arrays.put("x_test", npy("|u1", "6, " + axes, new byte[6 * 1024]));
      assertEquals(Shape.grey(32, 32), read(npz(arrays)).train().shape());
    }
  }

  record Wrong(String array, byte[] content, String expected) {}

  static Stream<Wrong> wrongArrays() {
    byte[] pixels = new byte[10 * 32 * 32 * 3];
    return Stream.of(
        new Wrong("x_train", npy("<f4", "10, 32, 32, 3", pixels), "expected uint8 (|u1)"),
        new Wrong("x_train", npy("|u1", "10, 3, 32, 32", pixels), "found"),
        new Wrong("x_train", npy("|u1", "9, 32, 32, 3", pixels), "9 images, but y_train has 10"),
        new Wrong("x_train", npy("|u1", "10, 0, 32, 3", pixels), "are out of range"),
        new Wrong("x_train", npy("|u1", "10, 99999999999, 32, 3", pixels), "are out of range"),
        new Wrong("x_train", npy("|u1", "10, 900, 900, 3", pixels), "holds at most"),
        new Wrong("x_train", npy("|u1", "10, 32, 32, 3", new byte[3]), "cut off"),
        new Wrong("x_train", npy("|u1", "10, 16, 32, 3", pixels), "damaged"),
        new Wrong("x_train", npy("|u1", "10, 60000, 60000, 3", pixels), "are out of range"),
        new Wrong("x_train", "hello".getBytes(StandardCharsets.US_ASCII), "not a .npy array"),
        new Wrong("y_train", npy("<f8", "10,", new byte[80]), "expected integers"),
        new Wrong("y_train", npy("<i8", "10, 2", new byte[160]), "expected integers"),
        new Wrong("y_train", npy("<i4", "10,", new byte[40]), "class 1 has test images"),
        new Wrong("y_train", npy("<i4", "10,", filled(40, -1)), "label -1 of image 0"),
        new Wrong("classes", npy("<U1", "1,", new byte[4]), "label 1, but 1 class names"),
        new Wrong("classes", npy("|O", "2,", new byte[4]), "expected texts"));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("wrongArrays")
  void aWrongArrayIsNamed(Wrong wrong) throws IOException {
    Map<String, byte[]> arrays = arrays();
    arrays.put(wrong.array, wrong.content);
    Path file = npz(arrays);
    String message = assertThrows(InputException.class, () -> read(file)).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(file.toString()), message);
    if (!wrong.expected.equals("found")) {
      assertTrue(message.contains(wrong.expected), message);
    }
  }

  @Test
  void otherZipFilesAreNone() throws IOException {
    Map<String, byte[]> arrays = arrays();
    arrays.remove("y_test");
    Path lacking = npz(arrays);
    assertTrue(
        assertThrows(InputException.class, () -> read(lacking))
            .getMessage()
            .endsWith(
                "holds x_train.npy, y_train.npy, x_test.npy; expected x_train, y_train, x_test,"
                    + " y_test"));
    Path text = Files.writeString(folder.resolve("a.npz"), "hello");
    assertTrue(
        assertThrows(InputException.class, () -> read(text)).getMessage().contains("not a .npz"));
  }

  private static byte[] records(ImageSet images, int from, int to, int labelBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      if (labelBytes == 2) {
        out.write(17);
      }
      out.write(images.label(i));
      out.writeBytes(images.image(i));
    }
    return out.toByteArray();
  }

  @Test
  void cifarsBinaryFilesAreTheSameSet() throws IOException {
    Path ten = Files.createDirectories(folder.resolve("ten"));
    for (int b = 0; b < 5; b++) {
      Files.write(
          ten.resolve("data_batch_" + (b + 1) + ".bin"),
          records(expected.train(), 2 * b, 2 * b + 2, 1));
    }
    assertTrue(
        assertThrows(InputException.class, () -> read(ten))
            .getMessage()
            .contains("test_batch.bin: no such file; the set is not whole"));
    Files.write(ten.resolve("test_batch.bin"), records(expected.test(), 0, 6, 1));
    Files.writeString(ten.resolve("batches.meta.txt"), "airplane\nautomobile\n\n");
    DataSet set = read(ten);
    assertEquals(expected.checksum(), set.checksum());
    assertEquals(List.of("airplane", "automobile"), set.train().classNames());
    Files.write(ten.resolve("test_batch.bin"), new byte[3072]);
    assertTrue(
        assertThrows(InputException.class, () -> read(ten))
            .getMessage()
            .contains("3,072 bytes; expected a multiple of 3,073"));
  }

  @Test
  void ofCifar100TheFineLabelsAreTaken() throws IOException {
    Path hundred = Files.createDirectories(folder.resolve("hundred"));
    Files.write(hundred.resolve("train.bin"), records(expected.train(), 0, 10, 2));
    Files.write(hundred.resolve("test.bin"), records(expected.test(), 0, 6, 2));
    assertEquals(expected.checksum(), read(hundred).checksum());
  }

  @Test
  void thePickledVersionIsNamedWithItsCure() throws IOException {
    Path pickled = Files.createDirectories(folder.resolve("pickled"));
    Files.write(pickled.resolve("data_batch_1"), new byte[9]);
    assertTrue(
        assertThrows(InputException.class, () -> read(pickled))
            .getMessage()
            .contains("fetch the binary version"));
  }
}
