package anchorbench.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JPEG files without anything that readers disagree about: JFIF (ITU-T T.871), one or three
 * components of 8 bits, no colour profile, no mark of Adobe's. The JDK's own reader decodes these
 * right, to the same samples as TwelveMonkeys', which hands them on to it, in half the time.
 */
final class PlainJpeg {
  private static final int APP0 = 0xe0;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int BASELINE = 0xc0;
  private static final int EXTENDED = 0xc1;
  private static final int PROGRESSIVE = 0xc2;
  private static final int START_OF_SCAN = 0xda;

  private PlainJpeg() {}

  static boolean is(byte[] file) {
    if (file.length < 4 || file[0] != (byte) 0xff || file[1] != (byte) 0xd8) {
      return false;
    }
    boolean jfif = false;
    int at = 2;
    while (at + 10 < file.length && file[at] == (byte) 0xff) {
      int marker = file[at + 1] & 0xff;
      switch (marker) {
        case APP0 -> jfif |= startsWith(file, at + 4, "JFIF\0");
        case APP2, APP14, START_OF_SCAN -> {
          return false;
        }
        case BASELINE, EXTENDED, PROGRESSIVE -> {
          int bits = file[at + 4] & 0xff;
          int components = file[at + 9] & 0xff;
          return jfif && bits == Byte.SIZE && (components == 1 || components == 3);
        }
        default -> {
          // Tables, comments and EXIF change nothing.
        }
      }
      at += 2 + (((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
    }
    return false;
  }

  private static boolean startsWith(byte[] file, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return at + wanted.length <= file.length
        && Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
