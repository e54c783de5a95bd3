package anchorbench.gallery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.InputException;
import anchorbench.data.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages as a reader of PNG finds them. */
class GalleryTest {
  private static final int GAP = 14;
  private static final int CAPTION = 20;
  private static final int WHITE = 255;

  @TempDir Path folder;

  private BufferedImage drawn(Shape shape, List<Gallery.Picture> pictures, int perRow, String note)
      throws IOException {
    Path file = folder.resolve("page.png");
    new Gallery(shape).write(file, pictures, perRow, note);
    return ImageIO.read(file.toFile());
  }

  private static Gallery.Picture picture(String caption, float... pixels) {
    return new Gallery.Picture(caption, () -> pixels);
  }

  /** Two by three, each pixel of each channel different: none may be mixed up or converted. */
  @Test
  void coloursReachTheFileAsTheyAre() throws IOException {
    Shape shape = new Shape(3, 2, 3);
    float[] pixels = new float[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = 7 + 13.3f * i;
    }
    BufferedImage page = drawn(shape, List.of(picture("a", pixels)), 1, "");
    assertEquals(3, page.getRaster().getNumBands());
    // 112 / 3 times as large.
    int factor = 37;
    for (int y = 0; y < 2 * factor; y++) {
      for (int x = 0; x < 3 * factor; x++) {
        for (int c = 0; c < 3; c++) {
          float pixel = pixels[(c * 2 + y / factor) * 3 + x / factor];
          assertEquals(
              Math.round(pixel),
              page.getRaster().getSample(GAP + x, GAP + CAPTION + y, c),
              "channel " + c + " at " + x + ", " + y);
        }
      }
    }
  }

  @Test
  void greyPagesHaveOneChannelAndNumbersAreCutToBytes() throws IOException {
    float[] pixels = {-3, 0, 127.5f, 300};
    BufferedImage page = drawn(Shape.grey(2, 2), List.of(picture("a", pixels)), 1, "");
    assertEquals(1, page.getRaster().getNumBands());
    int[] corners = new int[4];
    for (int i = 0; i < 4; i++) {
      corners[i] = page.getRaster().getSample(GAP + i % 2 * 111, GAP + CAPTION + i / 2 * 111, 0);
    }
    assertEquals(List.of(0, 0, 128, 255), java.util.Arrays.stream(corners).boxed().toList());
  }

  /** 400 x 200 of stripes: areas of 2.5 x 2.5 pixels, whose means are known. */
  @Test
  void largeImagesAreAveraged() throws IOException {
    Shape shape = Shape.grey(400, 200);
    float[] pixels = new float[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i % 5 < 2 ? 200 : 0;
    }
    BufferedImage page = drawn(shape, List.of(picture("a", pixels)), 1, "");
    assertEquals(2 * GAP + Math.max(96, 80), page.getWidth());
    assertEquals(2 * GAP + CAPTION + 160, page.getHeight());
    // Columns 0 and 1 of 2.5 are bright; then half of one, which is dark, and two more.
    int left = GAP + (96 - 80) / 2;
    for (int x = 0; x < 80; x++) {
      int expected = x % 2 == 0 ? 160 : 0;
      assertEquals(expected, page.getRaster().getSample(left + x, GAP + CAPTION + 159, 0));
    }
  }

  @Test
  void otherChannelsAreRefused() {
    String message =
        assertThrows(InputException.class, () -> new Gallery(new Shape(4, 28, 28))).getMessage();
    assertTrue(message.contains("4 channels"), message);
  }

  static Stream<String> names() {
    return Stream.of(
        "",
        "a",
        "Ankle boot",
        "W".repeat(3000),
        "two\nlines\tand a bell\u0007",
        "שלום עולם טוב מאוד ועוד מילים רבות",
        "ก็ที่นี่ปู่ย่าตายาย".repeat(5),
        "猫とコーヒー".repeat(9),
        "👩‍👩‍👧‍👦".repeat(40),
        "Z̵̡̢̛̗̘̙̜̝̞̟̠̣̤̥̦".repeat(20),
        "\uD83D");
  }

  /** Between the cells, and beside the picture, all is white whatever a class is called. */
  @ParameterizedTest
  @MethodSource("names")
  void captionsStayInTheirPlaces(String name) throws IOException {
    Gallery.Picture white = picture(name, WHITE, WHITE, WHITE, WHITE);
    Raster page = drawn(Shape.grey(2, 2), List.of(white, white, white, white), 2, name).getRaster();
    int cell = 112 + GAP;
    for (int y = 0; y < page.getHeight(); y++) {
      boolean below = y >= GAP + 2 * (CAPTION + cell);
      int inRow = (y - GAP) % (CAPTION + cell);
      boolean captioned = y >= GAP && inRow < CAPTION;
      for (int x = 0; x < page.getWidth(); x++) {
        boolean between = !below && (x - GAP / 2) % cell == 0;
        if (between || !captioned || x == page.getWidth() - 1) {
          assertEquals(WHITE, page.getSample(x, y, 0), x + ", " + y + ": " + name);
        }
      }
    }
  }

  @Test
  void aCaptionIsWrittenInItsPlace() throws IOException {
    Gallery.Picture white = picture("M", WHITE, WHITE, WHITE, WHITE);
    Raster page = drawn(Shape.grey(2, 2), List.of(white, white), 2, "").getRaster();
    for (int left : new int[] {GAP, GAP + 112 + GAP}) {
      int darkest = WHITE;
      for (int x = left; x < left + 112; x++) {
        for (int y = GAP; y < GAP + CAPTION; y++) {
          darkest = Math.min(darkest, page.getSample(x, y, 0));
        }
      }
      assertTrue(darkest < 100, "no letter from column " + left + " on");
    }
  }

  @Test
  void aPageOfNothingIsWhite() throws IOException {
    BufferedImage page = drawn(new Shape(3, 5, 5), List.of(Gallery.Picture.NONE), 1, "");
    int[] all = page.getRaster().getPixels(0, 0, page.getWidth(), page.getHeight(), (int[]) null);
    assertTrue(java.util.Arrays.stream(all).allMatch(sample -> sample == WHITE));
    assertTrue(Files.size(folder.resolve("page.png")) > 0);
  }
}
