package anchorbench.numpy;

import anchorbench.InputException;
import anchorbench.memory.JavaHeap;
import anchorbench.network.NetworkSpec;
import anchorbench.network.Weights;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes and reads a network's weights as {@code numpy.savez} would: {@code layer0.weight} [in,
 * out], ...
 */
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

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InputException if the file is missing, holds another network, or a number that is none
   */
  public static Weights read(Path file, NetworkSpec spec) {
    JavaHeap.require("network " + spec, (long) Float.BYTES * spec.parameters());
    float[] values = new float[spec.parameters()];
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (int layer = 0; layer < spec.layers(); layer++) {
        String name = "layer" + layer;
        int in = spec.in(layer);
        int out = spec.out(layer);
        copy(zip, file, name + ".weight", values, spec.weightOffset(layer), in, out);
        copy(zip, file, name + ".bias", values, spec.biasOffset(layer), out);
      }
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": no such file", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return new Weights(spec, values);
  }

  private static void copy(
      ZipFile zip, Path file, String name, float[] values, int at, int... shape)
      throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    String full = file + ": " + name;
    if (entry == null) {
      throw new InputException(full + " is missing; spec.json and weights are of two networks");
    }
    long bytes = Float.BYTES * Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    JavaHeap.require(full, 3 * bytes);
    byte[] content =
        zip.getInputStream(entry)
            .readNBytes(JavaHeap.elements(full, bytes + NpyReader.MOST_HEADER));
    float[] array = NpyReader.floats(full, content, shape);
    for (int i = 0; i < array.length; i++) {
      if (!Float.isFinite(array[i])) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: number %d is %f; the network diverged, so train it again at a lower learning"
                    + " rate",
                full,
                i,
                array[i]));
      }
    }
    System.arraycopy(array, 0, values, at, array.length);
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
