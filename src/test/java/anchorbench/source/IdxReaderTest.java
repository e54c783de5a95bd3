package anchorbench.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.data.SmallImages;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest {
  @TempDir Path folder;

  /** An IDX file of the given sizes and content 0, 1, 2, ... */
  static byte[] idx(int... sizes) {
    byte[] content = new byte[Arrays.stream(sizes).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    return SmallImages.idx(content, sizes);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsImages(boolean packed) throws IOException {
    byte[] bytes = idx(3, 4, 5);
    IdxReader.Images images = IdxReader.images(file(packed ? gzip(bytes) : bytes));
    assertEquals(3, images.count());
    assertEquals(Shape.grey(4, 5), images.shape());
    assertArrayEquals(
        Arrays.copyOfRange(bytes, 16, 76),
        images.pixels().asSlice(0, 60).toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void readsLabels() throws IOException {
    assertArrayEquals(new int[] {0, 1, 2, 3}, IdxReader.labels(file(gzip(idx(4)))));
  }

  private void refused(byte[] bytes, String... words) throws IOException {
    Path file = file(bytes);
    String message = assertThrows(InputException.class, () -> IdxReader.images(file)).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith(file.toString()), message);
    for (String word : words) {
      assertTrue(message.contains(word), message + " lacks " + word);
    }
  }

  @Test
  void refusesWhatDisagrees() throws IOException {
    byte[] good = idx(3, 4, 5);
    refused(Arrays.copyOf(good, 75), "75 bytes", "asks for 76");
    refused(Arrays.copyOf(good, 77), "77 bytes", "asks for 76");
    refused(Arrays.copyOf(good, 9), "9 bytes");
    refused(new byte[0], "0 bytes");
    refused(idx(12, 5), "0x00000802", "0x00000803");
    refused(gzip(Arrays.copyOf(good, 75)), "ends after 59 bytes", "asks for 60");
    refused(gzip(Arrays.copyOf(good, 77)), "more than its header asks for");
    refused(Arrays.copyOf(gzip(good), 30));
    byte[] corrupt = gzip(good);
    corrupt[corrupt.length - 6] ^= 1;
    refused(corrupt, "corrupt");
  }

  @Test
  void refusesSizesThatOverflowBeforeAllocating() throws IOException {
    for (int[] sizes :
        new int[][] {{Integer.MAX_VALUE, Integer.MAX_VALUE, 2}, {-1, 4, 5}, {0, 4, 5}}) {
      byte[] bytes = idx(1, 1, 1);
      ByteBuffer.wrap(bytes).position(4).putInt(sizes[0]).putInt(sizes[1]).putInt(sizes[2]);
      refused(bytes, "sizes");
      refused(gzip(bytes), "sizes");
    }
    byte[] large = idx(1, 1, 1);
    ByteBuffer.wrap(large).putInt(4, 2_000_000_000);
    refused(large, "2,000,000,016");
    refused(gzip(large), "of gzip", "2,000,000,016");
  }

  /** What gzip itself reads: members one behind the other, empty ones too, and zeros at the end. */
  @Test
  void readsGzipFilesOfEveryForm() throws IOException {
    byte[] good = idx(3, 4, 5);
    byte[] first = gzip(Arrays.copyOf(good, 30));
    byte[] rest = gzip(Arrays.copyOfRange(good, 30, good.length));
    byte[] empty = gzip(new byte[0]);
    for (byte[][] parts :
        new byte[][][] {
          {first, rest},
          {first, empty, rest},
          {gzip(good), empty},
          {gzip(good), new byte[512]},
          {first, rest, empty, new byte[7]}
        }) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        file.write(part);
      }
      IdxReader.Images images = IdxReader.images(file(file.toByteArray()));
      assertArrayEquals(
          Arrays.copyOfRange(good, 16, 76),
          images.pixels().asSlice(0, 60).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void refusesMissingFilesAndFolders() {
    assertThrows(InputException.class, () -> IdxReader.images(folder.resolve("none")));
    assertThrows(InputException.class, () -> IdxReader.images(folder));
  }

  /** Whatever is changed in a file, the reader answers with images or with one line. */
  @Test
  void survivesMutatedFiles() throws IOException {
    byte[][] originals = {idx(3, 4, 5), gzip(idx(3, 4, 5)), gzip(idx(300, 2, 2))};
    RandomStream random = new RandomStream(99, RngStream.BENCHMARK, 0);
    int refusals = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] mutated = originals[random.below(originals.length)].clone();
      for (int change = random.below(4); change >= 0; change--) {
        mutated[random.below(mutated.length)] = (byte) random.below(256);
      }
      if (random.below(4) == 0) {
        mutated = Arrays.copyOf(mutated, random.below(mutated.length + 8));
      }
      Path file = file(mutated);
      try {
        IdxReader.images(file);
      } catch (InputException e) {
        refusals++;
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
    assertTrue(refusals > 1000, "only " + refusals + " refusals: the mutations do nothing");
  }
}
