package anchorbench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.engine.TestImages;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelScalingTest {
  private static final long SEED = 20_261_127;

  /** Unit roundoff of float32. */
  private static final double UNIT = 0x1p-24;

  /**
   * By the definition, in two passes. Factor and offset are rounded once to float32; the double
   * sums of at most 10^5 terms are off by less than 10^5 2^-53, far below that.
   */
  @ParameterizedTest
  @CsvSource({"1,28,28", "3,5,7", "2,1,3", "17,1,1", "3,32,32"})
  void eachChannelHasItsOwnMeanAndDeviation(int channels, int height, int width) {
    Shape shape = new Shape(channels, height, width);
    ImageSet images = TestImages.random(90, shape, 3, SEED);
    brighten(images, channels);
    PixelScaling scaling = PixelScaling.standardised(images);
    int plane = height * width;
    assertEquals(channels, scaling.pairs());
    assertEquals(plane, scaling.plane(shape.size()));
    for (int channel = 0; channel < channels; channel++) {
      double mean = 0;
      for (int i = 0; i < images.count() * plane; i++) {
        mean += images.pixel(i / plane, channel * plane + i % plane);
      }
      mean /= images.count() * plane;
      double squares = 0;
      for (int i = 0; i < images.count() * plane; i++) {
        double off = images.pixel(i / plane, channel * plane + i % plane) - mean;
        squares += off * off;
      }
      double deviation = Math.sqrt(squares / (images.count() * plane));
      String where = "channel " + channel + ", seed " + SEED;
      assertEquals(1 / deviation, scaling.factor(channel), 2 * UNIT / deviation, where);
      double offset = -mean / deviation;
      assertEquals(offset, scaling.offset(channel), 2 * UNIT * Math.abs(offset), where);
    }
  }

  /** So that channels differ. */
  private static void brighten(ImageSet images, int channels) {
    int plane = images.pixelsPerImage() / channels;
    for (long at = 0; at < images.pixelBytes(); at++) {
      int channel = (int) (at / plane % channels);
      int pixel = images.pixels().get(ValueLayout.JAVA_BYTE, at) & 0xff;
      images.pixels().set(ValueLayout.JAVA_BYTE, at, (byte) (pixel * (channel + 1) / channels));
    }
  }

  /** Sums that a double does not hold: 255^2 times more pixels than 2^53 / 255^2 would be. */
  @Test
  void whitePixelsButOneHaveADeviation() {
    ImageSet images = TestImages.random(2, Shape.grey(1000, 1000), 1, SEED);
    images.pixels().fill((byte) 255);
    images.pixels().set(ValueLayout.JAVA_BYTE, 0, (byte) 254);
    PixelScaling scaling = PixelScaling.standardised(images);
    double n = 2e6;
    double deviation = Math.sqrt(n - 1) / n;
    assertEquals(1 / deviation, scaling.factor(0), 2 * UNIT / deviation);
  }

  @Test
  void aChannelOfOneValueIsOnlyMoved() {
    ImageSet images = TestImages.random(4, Shape.grey(1, 9), 1, SEED);
    images.pixels().fill((byte) 200);
    assertEquals(
        PixelScaling.of(new float[] {1}, new float[] {-200}), PixelScaling.standardised(images));
    assertEquals(0, PixelScaling.standardised(images).scaled(200, 0));
  }

  @Test
  void withoutOffsetItIsAProduct() {
    PixelScaling scaling = PixelScaling.by(1 / 255f);
    assertTrue(scaling.isFactor());
    for (int pixel = 0; pixel < 256; pixel++) {
      assertEquals(
          Float.floatToRawIntBits(pixel * (1 / 255f)),
          Float.floatToRawIntBits(scaling.scaled(pixel, 0)));
    }
    assertFalse(PixelScaling.of(new float[] {1}, new float[] {1}).isFactor());
    assertFalse(PixelScaling.of(new float[] {1, 1}, new float[2]).isFactor());
  }

  @Test
  void equalNumbersAreEqual() {
    assertEquals(PixelScaling.by(2), PixelScaling.of(new float[] {2}, new float[] {0}));
    assertNotEquals(PixelScaling.by(2), PixelScaling.of(new float[] {2, 2}, new float[2]));
    assertEquals(PixelScaling.by(2).hashCode(), PixelScaling.by(2).hashCode());
    assertEquals("* 2.0, * 0.5 - 1.0", of(2, 0.5f, 0, -1).toString());
  }

  private static PixelScaling of(float first, float second, float offset, float secondOffset) {
    return PixelScaling.of(new float[] {first, second}, new float[] {offset, secondOffset});
  }

  @Test
  void whatIsNoScalingIsRefusedInOneLine() {
    refused("factor 0.0", () -> PixelScaling.by(0));
    refused("factor -1.0", () -> of(1, -1, 0, 0));
    refused("factor NaN", () -> PixelScaling.by(Float.NaN));
    refused("factor Infinity", () -> PixelScaling.by(Float.POSITIVE_INFINITY));
    refused("offset NaN", () -> of(1, 1, 0, Float.NaN));
    refused("offset -Infinity", () -> of(1, 1, Float.NEGATIVE_INFINITY, 0));
    refused("2 factors and 1 offsets", () -> PixelScaling.of(new float[] {1, 1}, new float[1]));
    refused("0 factors", () -> PixelScaling.of(new float[0], new float[0]));
    refused("no images", () -> PixelScaling.standardised(ImageSet.none(Shape.grey(2, 2))));
    refused("of 2x2 have 1", () -> of(1, 1, 0, 0).requireFits(Shape.grey(2, 2)));
  }

  private static void refused(String word, Supplier<PixelScaling> made) {
    String message = assertThrows(InputException.class, made::get).getMessage();
    assertTrue(message.contains(word) && message.contains("expected"), message);
    assertEquals(1, message.lines().count(), message);
  }
}
