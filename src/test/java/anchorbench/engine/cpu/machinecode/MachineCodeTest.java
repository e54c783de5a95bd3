package anchorbench.engine.cpu.machinecode;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import anchorbench.data.PixelScaling;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The machine code against loops in Java, with guards before and behind what it writes. */
class MachineCodeTest {
  private static final int SEED = 20_241_218;
  private static final int IMAGES = 60;
  private static final int GUARD = 64;
  private static final float UNTOUCHED = -7;
  private static final byte GUARD_BYTE = 99;
  private static final short UNTOUCHED_SUM = 4711;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Arena arena = Arena.ofAuto();
  private MachineCode code;

  @BeforeEach
  void load() throws IOException {
    boolean linux = System.getProperty("os.name").equals("Linux");
    assumeTrue(
        linux && System.getProperty("os.arch").equals("amd64"), "machine code is for Linux amd64");
    assumeTrue(
        Files.readString(Path.of("/proc/cpuinfo")).contains(" avx2 "),
        "this processor has no AVX2");
    code = MachineCode.load();
  }

  private MemorySegment images(int size) {
    MemorySegment pixels = arena.allocate((long) IMAGES * size + GUARD, GUARD);
    byte[] bytes = new byte[IMAGES * size];
    random.nextBytes(bytes);
    bytes[0] = (byte) 255;
    MemorySegment.copy(bytes, 0, pixels, JAVA_BYTE, 0, bytes.length);
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({
    "1,16,1",
    "1,784,1",
    "1,784,7",
    "1,784,8",
    "1,784,9",
    "1,784,50",
    "1,32,600",
    "3,16,9",
    "3,1024,20",
    "17,48,9"
  })
  void gatheredRowsAreScaledImages(int planes, int plane, int rows) {
    int size = planes * plane;
    MemorySegment pixels = images(size);
    int[] imageOfRow = random.ints(rows, 0, IMAGES).toArray();
    float[] factors = new float[planes];
    float[] offsets = new float[planes];
    for (int i = 0; i < planes; i++) {
      factors[i] = random.nextFloat(0.001f, 0.02f);
      offsets[i] = random.nextFloat(-2, 2);
    }
    for (PixelScaling scaling :
        List.of(PixelScaling.of(factors, offsets), PixelScaling.by(1 / 255f))) {
      for (boolean aroundCache : new boolean[] {false, true}) {
        for (int from : new int[] {0, rows / 3}) {
          assertGathered(pixels, size, imageOfRow, from, scaling, aroundCache);
        }
      }
    }
  }

  private void assertGathered(
      MemorySegment pixels,
      int size,
      int[] imageOfRow,
      int from,
      PixelScaling scaling,
      boolean aroundCache) {
    int rows = imageOfRow.length;
    int to = rows - from / 2;
    int plane = scaling.plane(size);
    MemorySegment out = arena.allocate((long) (rows * size + GUARD) * Float.BYTES, GUARD);
    for (int i = 0; i < rows * size + GUARD; i++) {
      out.setAtIndex(JAVA_FLOAT, i, UNTOUCHED);
    }
    code.gather(pixels, imageOfRow, from, to, scaling.values(), plane, aroundCache, out);
    for (int row = 0; row < rows; row++) {
      for (int p = 0; p < size; p++) {
        int pixel = pixels.get(JAVA_BYTE, (long) imageOfRow[row] * size + p) & 0xff;
        assertEquals(
            row < from || row >= to ? UNTOUCHED : scaling.scaled(pixel, p / plane),
            out.getAtIndex(JAVA_FLOAT, (long) row * size + p),
            "row " + row + ", pixel " + p + ", scaled " + scaling + ", seed " + SEED);
      }
    }
    assertEquals(UNTOUCHED, out.getAtIndex(JAVA_FLOAT, (long) rows * size));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 16, 783, 784, 785})
  void imagesAreAddedToTheirClass(int size) {
    MemorySegment pixels = images(size);
    int pitch = (size + 63) / 64 * 64;
    // Runs of 4 k, 4 k + 1, ... images; class 2 has none and class 6 is not there.
    int[] counts = {4, 1, 0, 7, 10, 8, 0};
    int[] runs = {0, 4, 1, 1, 3, 7, 4, 10, 5, 8, 0, 0};
    int[] order = random.ints(30, 0, IMAGES).toArray();
    MemorySegment partial = arena.allocate((long) counts.length * pitch * Short.BYTES, GUARD);
    for (int i = 0; i < counts.length * pitch; i++) {
      partial.setAtIndex(JAVA_SHORT, i, UNTOUCHED_SUM);
    }
    // What is fetched ahead may lie behind the images: fetching never fails.
    code.addImages(pixels, size, order, runs, partial, pitch, IMAGES + 1_000_000);
    int next = 0;
    for (int c = 0; c < counts.length; c++) {
      int[] own = Arrays.copyOfRange(order, next, next + counts[c]);
      next += counts[c];
      for (int p = 0; p < size; p++) {
        int pixel = p;
        int sum =
            Arrays.stream(own)
                .map(image -> pixels.get(JAVA_BYTE, (long) image * size + pixel) & 0xff)
                .sum();
        assertEquals(
            UNTOUCHED_SUM + sum,
            partial.getAtIndex(JAVA_SHORT, (long) c * pitch + p),
            "class " + c + ", pixel " + p + ", seed " + SEED);
      }
      int written = (size + 15) / 16 * 16;
      if (written < pitch) {
        assertEquals(
            UNTOUCHED_SUM, partial.getAtIndex(JAVA_SHORT, (long) c * pitch + written), "behind");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 12, 33, 64})
  void smallImagesAreAddedToTheirClass(int size) {
    MemorySegment pixels = images(size);
    int[] labels = random.ints(IMAGES, 0, 3).toArray();
    int pitch = (size + 7) / 8 * 8;
    for (int[] order : new int[][] {null, random.ints(50, 0, IMAGES).toArray()}) {
      // A fourth class has no image, and what lies behind it is not written.
      int[] sums = new int[4 * pitch];
      Arrays.fill(sums, UNTOUCHED_SUM);
      int[] expected = sums.clone();
      int[] counts = {5, 0, 0, 0};
      int[] expectedCounts = counts.clone();
      for (int place = 3; place < 47; place++) {
        int image = order == null ? place : order[place];
        expectedCounts[labels[image]]++;
        for (int p = 0; p < size; p++) {
          expected[labels[image] * pitch + p] +=
              pixels.get(JAVA_BYTE, (long) image * size + p) & 0xff;
        }
      }
      code.addSmallImages(pixels, size, MemorySegment.ofArray(labels), order, 3, 47, sums, counts);
      assertArrayEquals(expectedCounts, counts, "seed " + SEED);
      for (int c = 0; c < counts.length; c++) {
        assertArrayEquals(
            Arrays.copyOfRange(expected, c * pitch, c * pitch + size),
            Arrays.copyOfRange(sums, c * pitch, c * pitch + size),
            "class " + c + ", seed " + SEED);
      }
      assertEquals(UNTOUCHED_SUM, sums[sums.length - 1]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "12,1", "12,16", "12,40", "31,17", "32,17", "33,40", "783,17"})
  void rowsAreCopiedOneBehindTheOther(int size, int rows) {
    MemorySegment pixels = images(size);
    int[] imageOfRow = random.ints(rows, 0, IMAGES).toArray();
    MemorySegment out = arena.allocate((long) rows * size + GUARD, GUARD);
    out.fill(GUARD_BYTE);
    int from = rows / 3;
    code.copyRows(pixels, size, imageOfRow, from, rows, out);
    long copied = (long) (rows - from) * size;
    for (long i = 0; i < copied; i++) {
      long image = imageOfRow[from + (int) (i / size)];
      assertEquals(
          pixels.get(JAVA_BYTE, image * size + i % size),
          out.get(JAVA_BYTE, i),
          "byte " + i + ", seed " + SEED);
    }
    assertEquals(GUARD_BYTE, out.get(JAVA_BYTE, copied + 31));
  }

  @Test
  void theBytesAreTheSourceAssembled() throws Exception {
    Process version;
    try {
      version = new ProcessBuilder("as", "--version").redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "no assembler (as): " + e.getMessage());
      return;
    }
    version.getInputStream().readAllBytes();
    Process check =
        new ProcessBuilder("scripts/assemble", "check").redirectErrorStream(true).start();
    String printed = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, check.waitFor(), "run scripts/assemble:\n" + printed);
  }
}
