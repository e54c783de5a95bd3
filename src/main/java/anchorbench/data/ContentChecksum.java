package anchorbench.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What a set is known by: SHA-256 of its content, however that was stored. The bytes are, for the
 * training and then the test images:
 *
 * <ol>
 *   <li>the line {@code anchorbench/images 1} before the first of them, in ASCII, with a line feed;
 *   <li>count, channels, height and width as int64, big-endian;
 *   <li>the pixels, uint8 [count, channels, height, width], row-major;
 *   <li>the labels, int32 [count], big-endian: classes are numbered from 0.
 * </ol>
 */
public final class ContentChecksum {
  private static final String HEAD = "anchorbench/images 1\n";

  /** Bytes given to the digest at once; a buffer's size is an int. */
  private static final int BLOCK = 1 << 24;

  private ContentChecksum() {}

  /** In hexadecimal. */
  public static String of(ImageSet train, ImageSet test) {
    MessageDigest digest = Checksum.sha256();
    digest.update(HEAD.getBytes(StandardCharsets.US_ASCII));
    add(digest, train);
    add(digest, test);
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, ImageSet images) {
    ByteBuffer shape = ByteBuffer.allocate(4 * Long.BYTES);
    shape.putLong(images.count()).putLong(images.shape().channels());
    shape.putLong(images.shape().height()).putLong(images.shape().width());
    digest.update(shape.flip());
    long bytes = images.pixelBytes();
    MemorySegment pixels = images.pixels();
    try (ImageSet.Scan _ = images.scan()) {
      for (long from = 0; from < bytes; from += BLOCK) {
        digest.update(pixels.asSlice(from, Math.min(BLOCK, bytes - from)).asByteBuffer());
      }
    }
    ByteBuffer labels = ByteBuffer.allocate(Math.multiplyExact(images.count(), Integer.BYTES));
    for (int i = 0; i < images.count(); i++) {
      labels.putInt(images.label(i));
    }
    digest.update(labels.flip());
  }
}
