package anchorbench.numpy;

import static java.util.stream.Collectors.joining;

import anchorbench.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads float32 arrays in the layout that {@link Npy} writes: format 1.0, little-endian, C order.
 */
public final class NpyReader {
  /** Of format 1.0, whose header's length has two bytes. */
  public static final int MOST_HEADER = 10 + 0xffff;

  private static final int PREAMBLE = 10;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\), \\}\\s*");

  private NpyReader() {}

  /**
   * @param name for messages
   * @param shape expected
   * @throws InputException if the array is of another type, size or layout
   */
  public static float[] floats(String name, byte[] file, int... shape) {
    boolean magic =
        file.length > PREAMBLE
            && (file[0] & 0xff) == 0x93
            && new String(file, 1, 5, StandardCharsets.US_ASCII).equals("NUMPY")
            && file[6] == 1;
    if (!magic) {
      throw new InputException(name + ": not a .npy array of format 1.0");
    }
    int header = (file[8] & 0xff) | (file[9] & 0xff) << 8;
    if (PREAMBLE + header > file.length) {
      throw new InputException(name + ": cut off");
    }
    String text = new String(file, PREAMBLE, header, StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(text);
    if (!matcher.matches()) {
      throw new InputException(name + ": expected float32 in C order, found " + text.strip());
    }
    String expected = Arrays.stream(shape).mapToObj(String::valueOf).collect(joining(", "));
    String found = matcher.group(1).strip().replaceFirst(",$", "");
    if (!found.equals(expected)) {
      throw new InputException(
          "%s: of shape (%s); the network's is (%s)".formatted(name, found, expected));
    }
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int data = PREAMBLE + header;
    if (file.length - data != (long) count * Float.BYTES) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: %d bytes of numbers, %d expected (cut off?)",
              name,
              file.length - data,
              (long) count * Float.BYTES));
    }
    float[] values = new float[count];
    ByteBuffer.wrap(file, data, count * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }
}
