package anchorbench.model;

import anchorbench.InputException;
import anchorbench.memory.JavaHeap;
import anchorbench.network.NetworkSpec;
import anchorbench.network.ParameterSlot;
import anchorbench.network.Weights;
import anchorbench.numpy.Npy;
import anchorbench.numpy.NpyReader;
import anchorbench.output.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes and reads a network's weights as {@code numpy.savez} would: {@code layer0.weight}, {@code
 * layer0.bias}, ..., layers with parameters being counted.
 */
public final class WeightsFile {
  private WeightsFile() {}

  public static void write(Path file, Weights weights) {
    OutputFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (ParameterSlot slot : weights.spec().plan().slots()) {
            long[] shape = slot.dimensions();
            entry(zip, slot.name(), weights.tensor(slot), shape);
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
    // First what is there, then room for it: what a spec asks for may be far more.
    List<float[]> arrays = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ParameterSlot slot : spec.plan().slots()) {
        arrays.add(array(zip, file, slot.name(), slot.shape()));
      }
    } catch (NoSuchFileException e) {
      throw new InputException(file + ": no such file", e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    FloatBuffer values = FloatBuffer.allocate(spec.parameters());
    arrays.forEach(values::put);
    return new Weights(spec, values.array());
  }

  private static float[] array(ZipFile zip, Path file, String name, int... shape)
      throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    String full = file + ": " + name;
    if (entry == null) {
      throw new InputException(full + " is missing; spec.json and weights are of two networks");
    }
    long bytes = Float.BYTES * Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    float[] array;
    try (InputStream in = zip.getInputStream(entry)) {
      int most = JavaHeap.elements(full, bytes + NpyReader.MOST_HEADER);
      array = NpyReader.floats(full, in.readNBytes(most), shape);
    }
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
    return array;
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
