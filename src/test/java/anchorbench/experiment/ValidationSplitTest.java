package anchorbench.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.experiment.ValidationSplit.Kind;
import anchorbench.experiment.protocol.Cadence;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Keep;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.ValidationSettings;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which images validate where the last ones are not of every class. */
class ValidationSplitTest {
  /** One pixel each, which is the position. */
  private static ImageSet images(int... labels) {
    MemorySegment pixels = ImageSet.allocatePixels(labels.length, Shape.grey(1, 1));
    for (int i = 0; i < labels.length; i++) {
      pixels.set(ValueLayout.JAVA_BYTE, i, (byte) i);
    }
    return new ImageSet(pixels, labels, Shape.grey(1, 1), List.of("a", "b", "c"));
  }

  private static int[] positions(ImageSet images) {
    return IntStream.range(0, images.count()).map(i -> images.pixel(i, 0)).toArray();
  }

  /** A third of the images validates. */
  private static ValidationSplit split(int... labels) {
    Protocol third =
        TestProtocols.small("784-16", "random")
            .with(
                new ValidationSettings(JudgedBy.IMAGES, 1 / 3.0, 0, Keep.BEST, Cadence.EACH_EPOCH));
    return ValidationSplit.of(third, images(labels));
  }

  @Test
  void theLastImagesWhereTheyAreOfEveryClass() {
    ValidationSplit split = split(0, 1, 2, 0, 1, 2, 2, 1, 0);
    assertEquals(Kind.LAST, split.kind());
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, positions(split.train()));
    assertArrayEquals(new int[] {6, 7, 8}, positions(split.validation()));
  }

  @Test
  void aSortedSetIsSplitByClass() {
    ValidationSplit split = split(0, 0, 0, 1, 1, 1, 2, 2, 2);
    assertEquals(Kind.BY_CLASS, split.kind());
    assertArrayEquals(new int[] {0, 1, 3, 4, 6, 7}, positions(split.train()));
    assertArrayEquals(new int[] {2, 5, 8}, positions(split.validation()));
    assertEquals(2, split.validation().label(2));
  }

  @Test
  void aRareClassKeepsOneForEach() {
    ValidationSplit split = split(2, 2, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0);
    assertEquals(Kind.BY_CLASS, split.kind());
    // A third of two, four and six.
    assertArrayEquals(new int[] {1, 9, 10, 11}, positions(split.validation()));
    InputException e = assertThrows(InputException.class, () -> split(2, 0, 0, 0, 1, 1, 1, 1, 0));
    assertTrue(e.getMessage().startsWith("c has 1 training image, and"), e.getMessage());
    assertTrue(e.getMessage().contains("--validation none"), e.getMessage());
  }
}
