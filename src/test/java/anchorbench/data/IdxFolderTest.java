package anchorbench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A set that is not 28 x 28 x 10. */
class IdxFolderTest {
  @TempDir Path folder;

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

  @Test
  void readsAnySizeAndAnyNumberOfClasses() {
    DataSet set = FashionMnist.readAny(folder);
    assertEquals(3, set.train().classes());
    assertEquals(6, set.train().pixelsPerImage());
    assertEquals(2, set.test().label(0));
    assertFalse(set.synthetic());
    assertTrue(set.name().startsWith("idx:"));
  }

  @Test
  void isNotTakenForFashionMnist() {
    assertTrue(refusal(() -> FashionMnist.read(folder)).contains("SHA-256"));
  }

  @Test
  void refusesCountsThatDiffer() throws IOException {
    write("train-labels-idx1-ubyte", labels(0, 1, 2, 0, 1));
    String message = refusal(() -> FashionMnist.readAny(folder));
    assertTrue(message.contains("5 labels for the 6 images"), message);
  }

  @Test
  void refusesAClassWithoutImages() throws IOException {
    write("t10k-labels-idx1-ubyte.gz", IdxReaderTest.gzip(labels(2, 2, 0)));
    String message = refusal(() -> FashionMnist.readAny(folder));
    assertTrue(message.contains("class 1 has no image"), message);
  }

  @Test
  void refusesAMissingFile() throws IOException {
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    String message = refusal(() -> FashionMnist.readAny(folder));
    assertTrue(message.contains("train-labels-idx1-ubyte"), message);
  }

  private static String refusal(org.junit.jupiter.api.function.Executable executable) {
    return assertThrows(InputException.class, executable).getMessage();
  }
}
