package anchorbench.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers byte for byte as NumPy writes them. */
class NpyTest {
  @TempDir Path folder;

  private static void assertHeader(String dictionary, byte[] file) {
    String expected =
        "\u0093NUMPY\u0001\0v\0" + dictionary + " ".repeat(117 - dictionary.length()) + "\n";
    assertEquals(expected, new String(file, 0, 128, StandardCharsets.ISO_8859_1));
  }

  @Test
  void floats() throws IOException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, new float[] {0, 1, 2.5f, -3, 4, 5}, 2, 3);
    byte[] bytes = Files.readAllBytes(file);
    assertHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", bytes);
    assertEquals(128 + 24, bytes.length);
    assertEquals(2.5f, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(128 + 8));
  }

  @Test
  void integersAndBytesInOneDimension() throws IOException {
    Path file = folder.resolve("a.npy");
    Npy.write(file, new int[] {-1, 7}, 2);
    byte[] bytes = Files.readAllBytes(file);
    assertHeader("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", bytes);
    assertEquals(-1, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(128));
    Npy.write(file, new byte[] {1, 2, 3}, 3);
    assertHeader(
        "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", Files.readAllBytes(file));
  }

  @Test
  void piecesAreOneArray() throws IOException {
    Path whole = folder.resolve("whole.npy");
    Path pieces = folder.resolve("pieces.npy");
    float[] values = new float[50_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Npy.write(whole, values, values.length);
    Npy.writeInPieces(
        pieces,
        sink -> {
          for (int i = 0; i < values.length; i += 1000) {
            sink.write(values, i, 1000);
          }
        },
        values.length);
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(pieces));
  }

  @Test
  void nothingIsLeftOfAFileThatCouldNotBeWritten() throws IOException {
    Path file = folder.resolve("a.npy");
    try {
      Npy.writeInPieces(
          file,
          sink -> {
            sink.write(new float[10], 0, 10);
            throw new IOException("No space left on device");
          },
          100);
    } catch (anchorbench.InputException e) {
      assertEquals("cannot write " + file + ": No space left on device", e.getMessage());
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
