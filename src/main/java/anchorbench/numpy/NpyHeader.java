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

/**
 * What a {@code .npy} array is: NumPy's formats 1.0, 2.0 and 3.0.
 *
 * @param type as NumPy writes it, e.g. {@code |u1}, {@code <i8}
 * @param shape empty for a single number
 */
public record NpyHeader(String type, long[] shape) {
  private static final int MOST_TEXT = 1 << 20;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

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
    return Arrays.toString(shape).replace('[', '(').replace(']', ')');
  }
}
