package anchorbench.engine.cpu.machinecode;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop that only processors with AVX-512BW have, against one in Java. */
class AddImagesInOrderTest {
  private static final int SEED = 20_261_125;
  private static final int IMAGES = 60;
  private static final int GUARD = 64;
  private static final int PARTIAL_FULL = 257;
  private static final short UNTOUCHED_SUM = 4711;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Arena arena = Arena.ofAuto();
  private MachineCode code;

  @BeforeEach
  void load() {
    assumeTrue(MachineCode.hasInOrder(), "this processor has no AVX-512BW");
    try {
      code = MachineCode.load();
    } catch (UnsupportedOperationException e) {
      assumeTrue(false, e.getMessage());
    }
  }

  private MemorySegment images(int size) {
    byte[] bytes = new byte[IMAGES * size];
    random.nextBytes(bytes);
    MemorySegment pixels = arena.allocate(bytes.length, GUARD);
    MemorySegment.copy(bytes, 0, pixels, JAVA_BYTE, 0, bytes.length);
    return pixels;
  }

  @ParameterizedTest
  @CsvSource({"1,3", "13,40", "32,60", "63,60", "64,60", "65,60", "784,60", "785,60", "784,600"})
  void imagesAreAddedInTheirOrderUntilOneClassIsFull(int size, int count) {
    MemorySegment pixels = images(size);
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = random.nextInt(3);
    }
    int[] order = random.ints(count, 0, IMAGES).toArray();
    int pitch = size + 1;
    int[] held = {0, PARTIAL_FULL - 5, 3};
    // Odd pitches and no room behind: nothing but whole rows may be written.
    MemorySegment partial = arena.allocate((long) held.length * pitch * Short.BYTES, GUARD);
    for (int i = 0; i < held.length * pitch; i++) {
      partial.setAtIndex(JAVA_SHORT, i, UNTOUCHED_SUM);
    }
    int[] expectedHeld = held.clone();
    short[] expected = partial.toArray(JAVA_SHORT);
    int from = count / 5;
    int stop = from;
    while (stop < count && expectedHeld[labels[order[stop]]] < PARTIAL_FULL) {
      int image = order[stop++];
      expectedHeld[labels[image]]++;
      for (int p = 0; p < size; p++) {
        expected[labels[image] * pitch + p] +=
            (short) (pixels.get(JAVA_BYTE, (long) image * size + p) & 0xff);
      }
    }
    int added =
        code.addImagesInOrder(
            pixels, size, MemorySegment.ofArray(labels), order, from, count, partial, pitch, held);
    assertEquals(stop, added);
    assertArrayEquals(expectedHeld, held);
    assertArrayEquals(expected, partial.toArray(JAVA_SHORT), "seed " + SEED);
  }

  @Test
  void withoutAnOrderImagesAreTakenByNumber() {
    MemorySegment pixels = images(16);
    MemorySegment labels = MemorySegment.ofArray(new int[IMAGES]);
    int[] held = new int[1];
    MemorySegment partial = arena.allocate(16L * Short.BYTES, GUARD);
    assertEquals(
        IMAGES, code.addImagesInOrder(pixels, 16, labels, null, 20, IMAGES, partial, 16, held));
    assertEquals(IMAGES - 20, held[0]);
    int sum = 0;
    for (int image = 20; image < IMAGES; image++) {
      sum += pixels.get(JAVA_BYTE, image * 16L + 15) & 0xff;
    }
    assertEquals(sum, partial.getAtIndex(JAVA_SHORT, 15));
  }
}
