package anchorbench.output;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * Columns that text takes on a terminal, as {@code wcwidth} counts them: two for a letter of East
 * Asia and for a picture, none for a mark on another letter. Names of classes may be of any script.
 */
public final class Columns {
  /** First and last code points of what is wide (Unicode 16, East Asian Width W and F). */
  private static final int[][] WIDE = {
    {0x1100, 0x115f},
    {0x2e80, 0x303e},
    {0x3041, 0x33ff},
    {0x3400, 0x4dbf},
    {0x4e00, 0xa4cf},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff00, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f},
    {0x1f900, 0x1faff},
    {0x20000, 0x3fffd}
  };

  private static final String CUT = "…";

  private Columns() {}

  /** Of text on one line. */
  public static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  private static int of(int letter) {
    return switch (Character.getType(letter)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(letter) ? 2 : 1;
    };
  }

  private static boolean isWide(int letter) {
    for (int[] range : WIDE) {
      if (letter >= range[0] && letter <= range[1]) {
        return true;
      }
    }
    return false;
  }

  /**
   * Text on one line, cut off behind a whole letter where it is too long.
   *
   * @param most columns, at least 1
   */
  public static String cut(String text, int most) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    if (of(line) <= most) {
      return line;
    }
    BreakIterator letters = BreakIterator.getCharacterInstance(Locale.ROOT);
    letters.setText(line);
    int end = 0;
    int columns = of(CUT);
    for (int next = letters.next(); next != BreakIterator.DONE; next = letters.next()) {
      columns += of(line.substring(end, next));
      if (columns > most) {
        break;
      }
      end = next;
    }
    return line.substring(0, end) + CUT;
  }
}
