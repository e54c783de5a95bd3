package anchorbench.numpy;

import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a network's weights as {@code numpy.savez} would: {@code layer0.weight} [in, out], ... */
public final class Npz {
  private Npz() {}

  public static void write(Path file, Weights weights) {
    OutputFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          NetworkSpec spec = weights.spec();
          for (int layer = 0; layer < spec.layers(); layer++) {
            String name = "layer" + layer;
            entry(zip, name + ".weight", weights.weight(layer), spec.in(layer), spec.out(layer));
            entry(zip, name + ".bias", weights.bias(layer), spec.out(layer));
          }
          zip.finish();
        });
  }

  private static void entry(ZipOutputStream zip, String name, float[] values, long... shape)
      throws IOException {
    ZipEntry entry = new ZipEntry(name + ".npy");
    // A fixed time: equal weights make equal files.
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    zip.putNextEntry(entry);
    Npy.writeFloats(zip, values, shape);
    zip.closeEntry();
  }
}
