package anchorbench.numpy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The head of a {@code .npy} file, format version 1.0: magic, header length, a Python dictionary
 * padded so that the data starts at a multiple of 64 bytes. Data is little-endian and C-ordered.
 */
enum NpyType {
  FLOAT32("<f4"),
  INT32("<i4"),
  UINT8("|u1");

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private final String descriptor;

  NpyType(String descriptor) {
    this.descriptor = descriptor;
  }

  void writeHeader(OutputStream out, long... shape) throws IOException {
    String sizes = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(descriptor, sizes, shape.length == 1 ? "," : "");
    int unpadded = MAGIC.length + 2 + dictionary.length() + 1;
    int length = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT - MAGIC.length - 2;
    out.write(MAGIC);
    out.write(length & 0xff);
    out.write(length >> 8);
    String padded = dictionary + " ".repeat(length - dictionary.length() - 1) + "\n";
    out.write(padded.getBytes(StandardCharsets.US_ASCII));
  }
}
