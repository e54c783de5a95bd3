package anchorbench.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where a file's EXIF begins, which has the form of a TIFF file in all of them: in JPEG behind
 * {@code Exif\0\0} in a segment APP1 (EXIF 2.32, 4.7.2), in PNG in a chunk {@code eXIf}, in WebP in
 * a chunk {@code EXIF}, in TIFF it is the file.
 */
final class ExifBlock {
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final int START_OF_SCAN = 0xda;
  private static final int APP1 = 0xe1;

  private ExifBlock() {}

  /** Its position, or -1. */
  static int in(byte[] file) {
    if (startsWith(file, 0, "\u00ff\u00d8")) {
      return inJpeg(file);
    }
    if (startsWith(file, 0, "\u0089PNG")) {
      return inChunks(file, 8, "eXIf", ByteOrder.BIG_ENDIAN);
    }
    if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) {
      return inChunks(file, 12, "EXIF", ByteOrder.LITTLE_ENDIAN);
    }
    return startsWith(file, 0, "II") || startsWith(file, 0, "MM") ? 0 : -1;
  }

  private static int inJpeg(byte[] file) {
    int at = 2;
    while (at + 4 + EXIF.length < file.length && file[at] == (byte) 0xff) {
      int marker = file[at + 1] & 0xff;
      int length = ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff);
      if (marker == START_OF_SCAN) {
        return -1;
      }
      if (marker == APP1 && startsWith(file, at + 4, "Exif\0\0")) {
        return at + 4 + EXIF.length;
      }
      at += 2 + length;
    }
    return -1;
  }

  /** PNG has a chunk's length before its name and a checksum behind it, RIFF the name first. */
  private static int inChunks(byte[] file, int first, String wanted, ByteOrder order) {
    boolean png = order == ByteOrder.BIG_ENDIAN;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(order);
    long at = first;
    while (at + 8 <= file.length) {
      long length = Integer.toUnsignedLong(bytes.getInt((int) at + (png ? 0 : 4)));
      if (startsWith(file, (int) at + (png ? 4 : 0), wanted)) {
        return (int) at + 8;
      }
      at += 8 + length + (png ? 4 : length & 1);
    }
    return -1;
  }

  private static boolean startsWith(byte[] file, int at, String latin) {
    if (at + latin.length() > file.length) {
      return false;
    }
    for (int i = 0; i < latin.length(); i++) {
      if ((file[at + i] & 0xff) != latin.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
