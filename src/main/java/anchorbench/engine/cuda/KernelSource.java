package anchorbench.engine.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The kernels' CUDA C, one family a resource. */
final class KernelSource {
  static final List<String> FAMILIES =
      List.of(
          "class_sums", "gather_rows", "triplet_loss", "dense", "adam", "neighbours", "ceilings");

  private KernelSource() {}

  /** A family's source, what stands before every one included. */
  static String of(String family) {
    return read("prelude.cu") + read(family + ".cu");
  }

  private static String read(String resource) {
    try (InputStream in = KernelSource.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
