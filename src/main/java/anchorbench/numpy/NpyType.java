package anchorbench.numpy;

import java.io.IOException;
import java.io.OutputStream;

/** Numbers that {@link Npy} writes. */
enum NpyType {
  FLOAT32("<f4"),
  INT32("<i4"),
  UINT8("|u1");

  private final String descriptor;

  NpyType(String descriptor) {
    this.descriptor = descriptor;
  }

  void writeHeader(OutputStream out, long... shape) throws IOException {
    out.write(NpyHeader.of(descriptor, shape));
  }
}
