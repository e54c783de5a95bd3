package anchorbench.gallery;

import anchorbench.InputException;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.text.BreakIterator;
import java.util.Locale;

/**
 * Captions that stay in their places: a long one is written smaller, and cut off where it would be
 * too small to read. Names of classes may be of any script, and of whatever length.
 */
final class Captions {
  private static final int FONT_SIZE = 13;

  /** Smaller letters cannot be read. */
  private static final float LEAST_SIZE = 8;

  /** Between the base line and the lower edge. */
  private static final int BELOW = 6;

  /** By rounding, letters that just fit are a little wider; the next place is further away. */
  private static final int OVERHANG = 6;

  private static final String CUT = "…";

  private final Graphics2D pen;
  private final int height;

  Captions(Graphics2D pen, int height) {
    this.pen = pen;
    this.height = height;
  }

  /**
   * Writes in the middle of a place.
   *
   * @param y upper edge
   * @throws InputException if there is no font
   */
  void draw(String caption, int x, int y, int width) {
    String line = caption.replaceAll("\\p{Cntrl}+", " ");
    Shape whole = pen.getClip();
    // Some scripts have marks far above and below their letters.
    pen.clipRect(x - OVERHANG, y, width + 2 * OVERHANG, height);
    try {
      pen.setColor(Color.BLACK);
      pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE));
      int wanted = pen.getFontMetrics().stringWidth(line);
      if (wanted > width) {
        float size = Math.max(LEAST_SIZE, (float) FONT_SIZE * width / wanted);
        pen.setFont(pen.getFont().deriveFont(size));
      }
      FontMetrics metrics = pen.getFontMetrics();
      String shown = pen.getFont().getSize2D() > LEAST_SIZE ? line : cut(line, metrics, width);
      pen.drawString(shown, x + (width - metrics.stringWidth(shown)) / 2, y + height - BELOW);
    } catch (RuntimeException | Error e) {
      // A JDK without fonts fails in ways of its own, InternalError and NullPointerException
      // included.
      throw new InputException(
          "no font to write captions with; install one (e.g. the packages fontconfig and dejavu)",
          e);
    } finally {
      pen.setClip(whole);
    }
  }

  /** As much of the beginning as there is room for, in whole letters with their marks. */
  private static String cut(String line, FontMetrics metrics, int width) {
    if (metrics.stringWidth(line) <= width) {
      return line;
    }
    BreakIterator letters = BreakIterator.getCharacterInstance(Locale.ROOT);
    letters.setText(line);
    // Names of files may be long, but no line of so many letters was ever as narrow.
    int end = letters.preceding(Math.min(line.length(), 2 * width));
    while (end > 0 && metrics.stringWidth(line.substring(0, end) + CUT) > width) {
      end = letters.preceding(end);
    }
    return line.substring(0, Math.max(0, end)) + CUT;
  }
}
