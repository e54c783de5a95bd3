package anchorbench.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.decode.PixelForm.Channels;
import anchorbench.decode.PixelForm.Fit;
import anchorbench.decode.PixelForm.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelFormTest {
  private static Planes grey(int height, int width, int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return new Planes(bytes, Shape.grey(height, width));
  }

  private static void assertSamples(Planes found, int height, int width, int... samples) {
    assertEquals(Shape.grey(height, width), found.shape());
    assertArrayEquals(grey(height, width, samples).samples(), found.samples());
  }

  private static Planes fitted(Fit fit, int height, int width, Planes image) {
    return new PixelForm(Channels.AS_STORED, new Size(height, width), fit).apply(image);
  }

  @Test
  void wholeFactorsAverageWholeSamples() {
    Planes image = grey(2, 4, 0, 2, 100, 200, 4, 6, 255, 255);
    assertSamples(fitted(Fit.STRETCH, 1, 2, image), 1, 2, 3, 203);
  }

  /** Three samples on two: each new one is an old one and half of the middle. */
  @Test
  void otherFactorsWeighSamplesByTheirPart() {
    Planes image = grey(1, 3, 30, 90, 240);
    assertSamples(fitted(Fit.STRETCH, 1, 2, image), 1, 2, 50, 190);
  }

  @Test
  void enlargingRepeats() {
    Planes image = grey(1, 2, 10, 20);
    assertSamples(fitted(Fit.STRETCH, 2, 4, image), 2, 4, 10, 10, 20, 20, 10, 10, 20, 20);
    // The middle one of three is half of each.
    assertSamples(fitted(Fit.STRETCH, 1, 3, image), 1, 3, 10, 15, 20);
  }

  @Test
  void paddingKeepsAllOfItInTheMiddle() {
    Planes wide = grey(1, 4, 10, 20, 30, 40);
    assertSamples(fitted(Fit.PAD, 3, 4, wide), 3, 4, 0, 0, 0, 0, 10, 20, 30, 40, 0, 0, 0, 0);
    Planes large = grey(2, 4, 10, 10, 30, 30, 10, 10, 30, 30);
    assertSamples(fitted(Fit.PAD, 2, 2, large), 2, 2, 10, 30, 0, 0);
  }

  @Test
  void croppingKeepsTheMiddle() {
    Planes wide = grey(2, 6, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertSamples(fitted(Fit.CROP, 2, 2, wide), 2, 2, 3, 4, 9, 10);
    Planes large = grey(2, 4, 9, 10, 30, 9, 9, 10, 30, 9);
    assertSamples(fitted(Fit.CROP, 1, 1, large), 1, 1, 20);
  }

  @Test
  void colourBecomesLuma() {
    byte[] red = {(byte) 255, 0, 0, 100};
    byte[] samples = new byte[12];
    System.arraycopy(red, 0, samples, 0, 4);
    samples[4 + 1] = (byte) 255;
    samples[8 + 2] = (byte) 255;
    samples[4 + 3] = 100;
    samples[8 + 3] = 100;
    Planes image = new Planes(samples, new Shape(3, 1, 4));
    Planes grey = new PixelForm(Channels.GREY, null, Fit.PAD).apply(image);
    // 0.299, 0.587 and 0.114 of 255, rounded; equal parts stay.
    assertSamples(grey, 1, 4, 76, 150, 29, 100);
  }

  @Test
  void greyBecomesThreeEqualPlanes() {
    Planes colour = new PixelForm(Channels.COLOUR, null, Fit.PAD).apply(grey(1, 2, 7, 250));
    assertEquals(new Shape(3, 1, 2), colour.shape());
    assertArrayEquals(new byte[] {7, (byte) 250, 7, (byte) 250, 7, (byte) 250}, colour.samples());
  }

  @ParameterizedTest
  @ValueSource(strings = {"32", "32x", "0x32", "32x-1", "20000x10", "32x32x3", ""})
  void aSizeThatIsNoneIsRefused(String text) {
    String message = assertThrows(InputException.class, () -> Size.parse(text)).getMessage();
    assertEquals(
        "--size " + text + ": expected height and width, as 32x32, each at most 16384", message);
  }

  @Test
  void aSizeIsHeightByWidth() {
    assertEquals(new Size(20, 30), Size.parse("20x30"));
  }
}
