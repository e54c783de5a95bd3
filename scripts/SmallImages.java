import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Copies the first images of both halves of an IDX folder: {@code FROM TO TRAINING-IMAGES
 * TEST-IMAGES}.
 */
class SmallImages {
  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[0]);
    Path to = Files.createDirectories(Path.of(arguments[1]));
    for (String name : new String[] {"images-idx3-ubyte", "labels-idx1-ubyte"}) {
      copyFirst(from, to, "train-" + name, Integer.parseInt(arguments[2]));
      copyFirst(from, to, "t10k-" + name, Integer.parseInt(arguments[3]));
    }
  }

  private static void copyFirst(Path from, Path to, String name, int most) throws IOException {
    try (DataInputStream in = new DataInputStream(open(from, name));
        DataOutputStream out =
            new DataOutputStream(
                new GZIPOutputStream(Files.newOutputStream(to.resolve(name + ".gz"))))) {
      int magic = in.readInt();
      int count = Math.min(most, in.readInt());
      out.writeInt(magic);
      out.writeInt(count);
      int bytes = count;
      for (int dimension = 1; dimension < (magic & 0xff); dimension++) {
        int size = in.readInt();
        out.writeInt(size);
        bytes *= size;
      }
      out.write(in.readNBytes(bytes));
    }
  }

  private static InputStream open(Path folder, String name) throws IOException {
    Path packed = folder.resolve(name + ".gz");
    return Files.exists(packed)
        ? new GZIPInputStream(Files.newInputStream(packed))
        : Files.newInputStream(folder.resolve(name));
  }
}
