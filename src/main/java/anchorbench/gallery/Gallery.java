package anchorbench.gallery;

import anchorbench.InputException;
import anchorbench.data.Shape;
import anchorbench.output.OutputFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A page of captioned pictures in rows, saved as PNG. */
public final class Gallery {
  private static final int ENLARGED_TO = 112;
  private static final int GAP = 14;
  private static final int CAPTION = 20;
  private static final int FONT_SIZE = 13;

  /**
   * A picture with its caption.
   *
   * @param pixels float32 [height, width], 0..255
   */
  public record Picture(String caption, float[] pixels) {}

  private final Shape shape;

  /**
   * @param shape of every picture; of one channel
   */
  public Gallery(Shape shape) {
    this.shape = shape;
  }

  /**
   * Draws {@code pictures} in rows of {@code perRow}.
   *
   * @throws InputException if the file cannot be written or there is no font for the captions
   */
  public void write(Path file, List<Picture> pictures, int perRow) {
    BufferedImage page = draw(pictures, perRow);
    OutputFile.write(
        file,
        out -> {
          if (!ImageIO.write(page, "png", out)) {
            throw new IOException("this Java writes no PNG");
          }
        });
  }

  private BufferedImage draw(List<Picture> pictures, int perRow) {
    int enlarge = Math.max(1, ENLARGED_TO / Math.max(shape.height(), shape.width()));
    int cellWidth = shape.width() * enlarge + GAP;
    int cellHeight = shape.height() * enlarge + CAPTION + GAP;
    BufferedImage page =
        new BufferedImage(
            GAP + perRow * cellWidth,
            GAP + Math.ceilDiv(pictures.size(), perRow) * cellHeight,
            BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D pen = page.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, page.getWidth(), page.getHeight());
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    for (int i = 0; i < pictures.size(); i++) {
      int x = GAP + i % perRow * cellWidth;
      int y = GAP + i / perRow * cellHeight;
      caption(pen, pictures.get(i).caption(), x, y + CAPTION - 6, cellWidth - GAP);
      pen.drawImage(
          image(pictures.get(i).pixels()),
          x,
          y + CAPTION,
          shape.width() * enlarge,
          shape.height() * enlarge,
          null);
    }
    pen.dispose();
    return page;
  }

  private static void caption(Graphics2D pen, String caption, int x, int y, int width) {
    try {
      pen.setColor(Color.BLACK);
      pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
      int wanted = pen.getFontMetrics().stringWidth(caption);
      if (wanted > width) {
        pen.setFont(pen.getFont().deriveFont((float) FONT_SIZE * width / wanted));
      }
      FontMetrics metrics = pen.getFontMetrics();
      pen.drawString(caption, x + (width - metrics.stringWidth(caption)) / 2, y);
    } catch (RuntimeException | Error e) {
      // A JDK without fonts fails in ways of its own, InternalError and NullPointerException
      // included.
      throw new InputException(
          "no font to write captions with; install one (e.g. the packages fontconfig and dejavu)",
          e);
    }
  }

  private BufferedImage image(float[] pixels) {
    BufferedImage image =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_BYTE_GRAY);
    int[] rounded = new int[pixels.length];
    for (int p = 0; p < pixels.length; p++) {
      rounded[p] = Math.clamp(Math.round(pixels[p]), 0, 255);
    }
    image.getRaster().setPixels(0, 0, shape.width(), shape.height(), rounded);
    return image;
  }
}
