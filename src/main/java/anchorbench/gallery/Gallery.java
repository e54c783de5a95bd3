package anchorbench.gallery;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.output.OutputFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** A page of captioned pictures in rows, saved as PNG: grey for one channel, RGB for three. */
public final class Gallery {
  private static final int RGB = 3;

  private static final int GAP = 14;
  private static final int CAPTION = 20;

  /** Narrower pictures stand in the middle of a cell that has room for a caption. */
  private static final int LEAST_WIDTH = 96;

  /**
   * A picture with its caption.
   *
   * @param pixels gives float32 [channels, height, width], 0..255, when the picture is drawn
   */
  public record Picture(String caption, Supplier<float[]> pixels) {
    /** An empty place. */
    static final Picture NONE = new Picture("", () -> new float[0]);
  }

  private final Shape shape;
  private final PictureScale scale;
  private final int cellWidth;
  private final int cellHeight;

  /**
   * @param shape of every picture
   * @throws InputException if it is of neither one channel nor three
   */
  public Gallery(Shape shape) {
    requireDrawable(shape);
    this.shape = shape;
    scale = PictureScale.of(shape);
    cellWidth = Math.max(LEAST_WIDTH, scale.width()) + GAP;
    cellHeight = scale.height() + CAPTION + GAP;
  }

  /**
   * @throws InputException if images of this shape have neither one channel nor three
   */
  public static void requireDrawable(Shape shape) {
    if (shape.channels() != 1 && shape.channels() != RGB) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "images of %d channels cannot be drawn: expected 1 (grey) or 3 (red, green, blue), or"
                  + " no picture",
              shape.channels()));
    }
  }

  /**
   * Draws {@code pictures} in rows of {@code perRow}.
   *
   * @param note in the last line of the page; may be empty
   * @throws InputException if the file cannot be written or there is no font for the captions
   */
  public void write(Path file, List<Picture> pictures, int perRow, String note) {
    BufferedImage page = draw(pictures, perRow, note);
    OutputFile.write(
        file,
        out -> {
          if (!ImageIO.write(page, "png", out)) {
            throw new IOException("this Java writes no PNG");
          }
        });
  }

  private BufferedImage draw(List<Picture> pictures, int perRow, String note) {
    int noteAt = GAP + Math.ceilDiv(pictures.size(), perRow) * cellHeight;
    BufferedImage page =
        new BufferedImage(
            GAP + perRow * cellWidth,
            noteAt + (note.isEmpty() ? 0 : CAPTION + GAP),
            shape.channels() == RGB ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = page.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, page.getWidth(), page.getHeight());
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    Captions captions = new Captions(pen, CAPTION);
    for (int i = 0; i < pictures.size(); i++) {
      int x = GAP + i % perRow * cellWidth;
      int y = GAP + i / perRow * cellHeight;
      captions.draw(pictures.get(i).caption(), x, y, cellWidth - GAP);
      int inset = (cellWidth - GAP - scale.width()) / 2;
      draw(page, pictures.get(i).pixels().get(), x + inset, y + CAPTION);
    }
    captions.draw(note, GAP, noteAt, page.getWidth() - 2 * GAP);
    pen.dispose();
    return page;
  }

  /** Samples go onto the page as they are: drawing would convert between colour spaces. */
  private void draw(BufferedImage page, float[] pixels, int x, int y) {
    if (pixels.length > 0) {
      page.getRaster().setPixels(x, y, scale.width(), scale.height(), scale.samples(pixels));
    }
  }
}
