package anchorbench.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.FashionMnist;
import anchorbench.data.KnownSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A set that is not 28 x 28 x 10. */
class IdxFolderTest {
  @TempDir Path folder;

  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void writeSet() throws IOException {
    write("train-images-idx3-ubyte", IdxReaderTest.idx(6, 3, 2));
    write("train-labels-idx1-ubyte", labels(0, 1, 2, 0, 1, 2));
    write("t10k-images-idx3-ubyte.gz", IdxReaderTest.gzip(IdxReaderTest.idx(3, 3, 2)));
    write("t10k-labels-idx1-ubyte.gz", IdxReaderTest.gzip(labels(2, 1, 0)));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private static byte[] labels(int... labels) {
    byte[] bytes = IdxReaderTest.idx(labels.length);
    for (int i = 0; i < labels.length; i++) {
      bytes[8 + i] = (byte) labels[i];
    }
    return bytes;
  }

  private DataSet read(Path place) {
    return IdxFolder.read(place, ReadOptions.NONE, log::add);
  }

  @Test
  void readsAnySizeAndAnyNumberOfClasses() {
    DataSet set = read(folder);
    assertEquals(3, set.train().classes());
    assertEquals(6, set.train().pixelsPerImage());
    assertEquals(2, set.test().label(0));
    assertFalse(set.synthetic());
    assertTrue(set.name().startsWith("idx:"));
    assertEquals(List.of(), log);
  }

  @Test
  void isNotTakenForFashionMnist() {
    String message = refusal(() -> IdxFolder.readFashionMnist(folder));
    assertTrue(message.contains("not Fashion-MNIST") && message.contains("--data"), message);
  }

  /** The definition, once more, on bytes written out. */
  @Test
  void aChecksumIsThatOfShapePixelsAndLabels() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update("anchorbench/images 1\n".getBytes(StandardCharsets.US_ASCII));
    byte[][] labels = {{0, 1, 2, 0, 1, 2}, {2, 1, 0}};
    for (byte[] half : labels) {
      ByteBuffer shape = ByteBuffer.allocate(32);
      digest.update(shape.putLong(half.length).putLong(1).putLong(3).putLong(2).flip());
      byte[] file = IdxReaderTest.idx(half.length, 3, 2);
      digest.update(file, 16, file.length - 16);
      for (byte label : half) {
        digest.update(new byte[] {0, 0, 0, label});
      }
    }
    assertEquals(HexFormat.of().formatHex(digest.digest()), read(folder).checksum());
  }

  @Test
  void aSetIsItsContentHoweverItIsStored() throws IOException {
    String checksum = read(folder).checksum();
    for (String name : List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte")) {
      write(name + ".gz", IdxReaderTest.gzip(Files.readAllBytes(folder.resolve(name))));
      Files.delete(folder.resolve(name));
    }
    assertEquals(checksum, read(folder).checksum());
    write("train-labels-idx1-ubyte.gz", IdxReaderTest.gzip(labels(0, 1, 2, 0, 2, 1)));
    assertNotEquals(checksum, read(folder).checksum());
  }

  @Test
  void fashionMnistIsKnownUnpackedAndItsOldChecksumCounts() throws IOException {
    String real = System.getenv("FASHION_MNIST_DIR");
    assumeTrue(real != null, "FASHION_MNIST_DIR is not set");
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    for (FashionMnist.Published file : FashionMnist.FILES) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(Path.of(real, file.name())))) {
        Files.copy(in, unpacked.resolve(file.name().replace(".gz", "")));
      }
    }
    DataSet set = read(unpacked);
    assertEquals(FashionMnist.NAME, set.name());
    assertEquals("Trouser", set.train().classNames().get(1));
    assertEquals(set.checksum(), IdxFolder.readFashionMnist(unpacked).checksum());
    assertTrue(
        KnownSet.isSame(
            set.checksum(), "ba2e37a64f59ed31e1b1407ccf40ff95278a2d525d06ea8c38f7184d9b82b731"));
    assertFalse(KnownSet.isSame(set.checksum(), "00"));
  }

  @ParameterizedTest
  @CsvSource({
    "train-images.idx3-ubyte, train-labels.idx1-ubyte, t10k-images.idx3-ubyte.gz,"
        + " t10k-labels.idx1-ubyte.gz",
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, test-images-idx3-ubyte,"
        + " test-labels-idx1-ubyte",
    "emnist-letters-train-images-idx3-ubyte, emnist-letters-train-labels-idx1-ubyte.gz,"
        + " emnist-letters-test-images-idx3-ubyte, emnist-letters-test-labels-idx1-ubyte"
  })
  void readsTheNamesThatPeopleHave(String a, String b, String c, String d) throws IOException {
    String checksum = read(folder).checksum();
    for (String into : List.of("one", "two/raw", "three/FashionMNIST/raw")) {
      Path place = Files.createDirectories(folder.resolve(into));
      Files.copy(folder.resolve("train-images-idx3-ubyte"), place.resolve(a));
      Files.copy(folder.resolve("train-labels-idx1-ubyte"), place.resolve(b));
      Files.copy(folder.resolve("t10k-images-idx3-ubyte.gz"), place.resolve(c));
      Files.copy(folder.resolve("t10k-labels-idx1-ubyte.gz"), place.resolve(d));
      Path named = folder.resolve(into.replaceFirst("/.*", ""));
      assertEquals(checksum, read(named).checksum(), into);
      // An empty file beside a good one, as a download that was cut off leaves it.
      String other = a.endsWith(".gz") ? a.replace(".gz", "") : a + ".gz";
      Files.createFile(place.resolve(other));
      assertEquals(checksum, read(named).checksum(), into);
    }
  }

  @Test
  void ofSeveralSetsOneIsNamed() throws IOException {
    for (String set : List.of("emnist-digits", "emnist-letters")) {
      for (String file : List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte")) {
        Files.copy(folder.resolve(file), folder.resolve(set + "-" + file));
      }
      for (String file : List.of("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")) {
        Files.copy(folder.resolve(file), folder.resolve(set + "-" + file.replace("t10k", "test")));
      }
    }
    // One without a name is that of the folder.
    assertEquals(6, read(folder).train().count());
    assertEquals(6, read(folder.resolve("emnist-letters")).train().count());
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    String message = refusal(() -> read(folder));
    assertTrue(message.contains("several sets; name one of " + folder), message);
    assertTrue(message.contains("emnist-digits, " + folder), message);
  }

  @Test
  void classNumbersBeginAtNought() throws IOException {
    String checksum = read(folder).checksum();
    write("train-labels-idx1-ubyte", labels(1, 2, 3, 1, 2, 3));
    write("t10k-labels-idx1-ubyte.gz", IdxReaderTest.gzip(labels(3, 2, 1)));
    DataSet letters = read(folder);
    assertEquals(checksum, letters.checksum());
    assertEquals(List.of("class 1", "class 2", "class 3"), letters.train().classNames());
    assertTrue(log.getFirst().contains("labels are 1 to 3"), log.toString());
    write("train-labels-idx1-ubyte", labels(0, 4, 255, 0, 4, 255));
    write("t10k-labels-idx1-ubyte.gz", IdxReaderTest.gzip(labels(255, 4, 0)));
    DataSet gaps = read(folder);
    assertEquals(3, gaps.train().classes());
    assertEquals(2, gaps.test().label(0));
    assertTrue(
        log.getLast().contains("labels are 0 to 255 with gaps: the 3 classes"), log.toString());
  }

  @Test
  void refusesCountsThatDiffer() throws IOException {
    write("train-labels-idx1-ubyte", labels(0, 1, 2, 0, 1));
    String message = refusal(() -> read(folder));
    assertTrue(message.contains("5 labels for the 6 images"), message);
  }

  @Test
  void refusesAClassOfOneHalfAlone() throws IOException {
    write("t10k-labels-idx1-ubyte.gz", IdxReaderTest.gzip(labels(2, 2, 0)));
    String message = refusal(() -> read(folder));
    assertTrue(message.contains("class 1 has training images but no test image"), message);
    write("train-labels-idx1-ubyte", labels(0, 0, 0, 0, 0, 0));
    write("t10k-labels-idx1-ubyte.gz", IdxReaderTest.gzip(labels(0, 0, 0)));
    assertTrue(refusal(() -> read(folder)).contains("at least two classes"));
  }

  @Test
  void refusesAMissingFile() throws IOException {
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    String message = refusal(() -> read(folder));
    assertTrue(message.contains("train-labels-idx1-ubyte"), message);
    String none = refusal(() -> read(folder.resolve("none")));
    assertTrue(none.contains("no such folder"), none);
  }

  private static String refusal(org.junit.jupiter.api.function.Executable executable) {
    return assertThrows(InputException.class, executable).getMessage();
  }
}
