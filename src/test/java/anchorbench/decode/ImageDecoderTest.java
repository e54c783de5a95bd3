package anchorbench.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.data.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files were written by Pillow 12 from one drawing of 12 rows and 18 columns, and beside each
 * lies, as PNG, what Pillow reads from it: upright, on white, in 8 bits.
 */
class ImageDecoderTest {
  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ImageDecoderTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static Planes decode(byte[] file) throws UnreadableImageException {
    try (ImageDecoder decoder = new ImageDecoder()) {
      return decoder.open(file).read();
    }
  }

  private static String refusal(byte[] file) {
    return assertThrows(UnreadableImageException.class, () -> decode(file)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmyk.jpg",
        "cmyk.tif",
        "colour.bmp",
        "colour.webp",
        "grey-transparent.png",
        "grey.jpg",
        "one-bit.png",
        "palette-transparent.png",
        "palette.gif",
        "progressive.jpg",
        "sixteen-bits.png",
        "sixteen-bits.tif",
        "transparent.webp",
        "turned.jpg",
        "turned.png",
        "turned.tif",
        "turned.webp"
      })
  void samplesAreThoseThatAnotherLibraryReads(String name) throws Exception {
    Planes expected = decode(resource("expected/" + name + ".png"));
    Planes found = decode(resource(name));
    assertEquals(expected.shape(), found.shape());
    assertArrayEquals(expected.samples(), found.samples());
  }

  @Test
  void aDrawingHasTheSamplesThatWereDrawn() throws Exception {
    Planes found = decode(resource("colour.webp"));
    assertEquals(new Shape(3, 12, 18), found.shape());
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 18; x++) {
        assertEquals(x * 13, found.samples()[y * 18 + x] & 0xff);
        assertEquals(y * 20, found.samples()[(12 + y) * 18 + x] & 0xff);
        assertEquals((x + y) * 8, found.samples()[(24 + y) * 18 + x] & 0xff);
      }
    }
  }

  /** The others go to the reader that knows profiles, CMYK and what cameras write. */
  @Test
  void plainFilesGoToTheQuickReader() throws IOException {
    assertTrue(PlainJpeg.is(resource("grey.jpg")));
    assertTrue(PlainJpeg.is(resource("progressive.jpg")));
    assertFalse(PlainJpeg.is(resource("cmyk.jpg")));
    assertFalse(PlainJpeg.is(resource("colour.webp")));
    byte[] profiled = resource("grey.jpg");
    // The table behind the head becomes a segment of a profile.
    profiled[21] = (byte) 0xe2;
    assertFalse(PlainJpeg.is(profiled));
    assertFalse(PlainJpeg.is(Arrays.copyOf(resource("grey.jpg"), 30)));
  }

  @Test
  void oneDecoderReadsFilesOfManyFormatsInTurn() throws Exception {
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (String name : new String[] {"grey.jpg", "colour.webp", "palette.gif", "grey.jpg"}) {
        byte[] file = resource(name);
        assertArrayEquals(decode(file).samples(), decoder.open(file).read().samples(), name);
      }
    }
  }

  @Test
  void whatIsCutOffIsRefusedThoughAPictureComesOut() throws Exception {
    for (String name : new String[] {"grey.jpg", "colour.webp"}) {
      assertTrue(refusal(part(resource(name))).startsWith("it is cut off"), name);
    }
    for (String name : new String[] {"sixteen-bits.png", "cmyk.tif", "colour.bmp", "cmyk.jpg"}) {
      assertTrue(!refusal(part(resource(name))).isBlank(), name);
    }
  }

  private static byte[] part(byte[] file) {
    return Arrays.copyOf(file, file.length - 30);
  }

  @Test
  void whatIsNoImageIsRefused() throws Exception {
    assertEquals("it is empty", refusal(new byte[0]));
    assertTrue(refusal("hello there".getBytes(StandardCharsets.UTF_8)).startsWith("not an image"));
    assertTrue(refusal(resource("floats.tif")).contains("floating-point"));
  }

  /** A few bytes that ask for ten billion pixels. */
  @Test
  void aBombIsRefusedByItsHeader() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY), "png", out);
    byte[] bomb = out.toByteArray();
    // Behind the signature, the chunk's length and its name.
    ByteBuffer header = ByteBuffer.wrap(bomb).putInt(16, 100_000).putInt(20, 100_000);
    java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
    checksum.update(bomb, 12, 17);
    header.putInt(29, (int) checksum.getValue());
    assertEquals(
        "its header says 100,000 x 100,000 pixels, height by width; at most 268,435,456 are read",
        refusal(bomb));
  }

  @Test
  void endingsAreThoseThatImageIoReads() {
    TreeSet<String> expected =
        Arrays.stream(ImageIO.getReaderFileSuffixes())
            .filter(ending -> !ending.isEmpty())
            .map(ending -> ending.toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new));
    // As browsers and cameras call JPEG.
    expected.addAll(List.of("jfif", "jpe"));
    assertEquals(expected, new TreeSet<>(ImageDecoder.ENDINGS));
  }

  /** EXIF 2.32, 4.6.4: where the stored row 0 and column 0 are on the picture. */
  @Test
  void everyOrientationIsTurnedUpright() {
    Planes stored = new Planes(new byte[] {1, 2, 3, 4, 5, 6}, Shape.grey(2, 3));
    byte[][] upright = {
      {1, 2, 3, 4, 5, 6},
      {3, 2, 1, 6, 5, 4},
      {6, 5, 4, 3, 2, 1},
      {4, 5, 6, 1, 2, 3},
      {1, 4, 2, 5, 3, 6},
      {4, 1, 5, 2, 6, 3},
      {6, 3, 5, 2, 4, 1},
      {3, 6, 2, 5, 1, 4}
    };
    Orientation[] all = Orientation.values();
    for (int i = 0; i < all.length; i++) {
      Planes turned = all[i].apply(stored);
      assertArrayEquals(upright[i], turned.samples(), all[i].name());
      assertEquals(all[i].swapsAxes ? 3 : 2, turned.shape().height(), all[i].name());
    }
  }

  @Test
  void brokenExifIsNoReasonToRefuseAPicture() throws Exception {
    byte[] file = resource("turned.jpg");
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int tiff = text.indexOf("Exif\0\0") + 6;
    Arrays.fill(file, tiff, tiff + 8, (byte) 0xff);
    assertEquals(12, decode(file).shape().height());
  }
}
