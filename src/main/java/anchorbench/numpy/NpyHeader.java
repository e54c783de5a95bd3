package anchorbench.numpy;

import anchorbench.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The head of a {@code .npy} array: magic, its length, a Python dictionary padded so that the data
 * starts at a multiple of 64 bytes. NumPy's formats 1.0, 2.0 and 3.0 are read, 1.0 is written.
 *
 * @param type as NumPy writes it, e.g. {@code |u1}, {@code <i8}
 * @param shape empty for a single number
 */
public record NpyHeader(String type, long[] shape) {
  private static final int MOST_TEXT = 1 << 20;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  /**
   * What stands before little-endian data in C order.
   *
   * @param type of an element in NumPy: {@code <f4}, {@code |u1}, {@code <U20}
   */
  public static byte[] of(String type, long... shape) {
    String sizes = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(type, sizes, shape.length == 1 ? "," : "");
    int unpadded = MAGIC.length + 2 + Short.BYTES + dictionary.length() + 1;
    int whole = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT;
    String padded = dictionary + " ".repeat(whole - unpadded) + "\n";
    return ByteBuffer.allocate(whole)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put(new byte[] {1, 0})
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /**
   * Reads it and leaves the stream at the first element.
   *
   * @param name for messages
   * @throws InputException if it is no array of numbers or texts in C order
   */
  public static NpyHeader read(String name, InputStream in) throws IOException {
    byte[] begin = in.readNBytes(MAGIC.length + 2);
    if (begin.length < MAGIC.length + 2
        || !Arrays.equals(begin, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || begin[MAGIC.length] < 1
        || begin[MAGIC.length] > 3) {
      throw new InputException(name + ": not a .npy array; expected one that NumPy saved");
    }
    int lengthBytes = begin[MAGIC.length] == 1 ? Short.BYTES : Integer.BYTES;
    ByteBuffer length = ByteBuffer.wrap(in.readNBytes(lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
    if (length.remaining() < lengthBytes) {
      throw new InputException(name + ": cut off");
    }
    long chars = lengthBytes == Short.BYTES ? length.getShort() & 0xffff : length.getInt();
    if (chars < 0 || chars > MOST_TEXT) {
      throw new InputException(name + ": not a .npy array: its header has " + chars + " bytes");
    }
    String text = new String(in.readNBytes((int) chars), StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!type.find() || !order.find() || !shape.find()) {
      throw new InputException(
          name + ": expected a plain array, found " + text.strip() + "; save it without objects");
    }
    if (order.group(1).equals("True")) {
      throw new InputException(
          name + ": in Fortran order; save numpy.ascontiguousarray of it instead");
    }
    return new NpyHeader(type.group(1), sizes(name, shape.group(1)));
  }

  private static long[] sizes(String name, String text) {
    try {
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw new InputException(name + ": shape (" + text + ") is out of range", e);
    }
  }

  /** {@code (60000, 28, 28)}. */
  public String shapeText() {
    String sizes = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    return "(" + sizes + (shape.length == 1 ? ",)" : ")");
  }
}
