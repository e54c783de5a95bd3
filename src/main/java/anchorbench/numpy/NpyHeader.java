package anchorbench.numpy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The head of a {@code .npy} file, format version 1.0: magic, header length, a Python dictionary
 * padded so that the data starts at a multiple of 64 bytes. Data is little-endian and C-ordered.
 */
public final class NpyHeader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private NpyHeader() {}

  /**
   * @param descriptor of an element in NumPy: {@code <f4}, {@code |u1}, {@code <U20}
   */
  public static byte[] of(String descriptor, long... shape) {
    String sizes = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(descriptor, sizes, shape.length == 1 ? "," : "");
    int unpadded = MAGIC.length + Short.BYTES + dictionary.length() + 1;
    int whole = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT;
    String padded = dictionary + " ".repeat(whole - unpadded) + "\n";
    return ByteBuffer.allocate(whole)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
