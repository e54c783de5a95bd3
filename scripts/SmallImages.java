import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Cuts the test half of an IDX folder in two: 8,000 images to train on and the rest to test on. */
class SmallImages {
  private static final int TRAIN = 8000;

  public static void main(String[] arguments) throws IOException {
    Path from = Path.of(arguments[0]);
    Path to = Path.of(arguments[1]);
    cut(from, to, "images-idx3-ubyte");
    cut(from, to, "labels-idx1-ubyte");
  }

  private static void cut(Path from, Path to, String name) throws IOException {
    try (DataInputStream in = new DataInputStream(open(from, "t10k-" + name))) {
      int magic = in.readInt();
      int[] sizes = new int[magic & 0xff];
      int bytes = 1;
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = in.readInt();
        bytes *= i == 0 ? 1 : sizes[i];
      }
      byte[] all = in.readNBytes(sizes[0] * bytes);
      write(to.resolve("train-" + name + ".gz"), magic, sizes, bytes, all, 0, TRAIN);
      write(to.resolve("t10k-" + name + ".gz"), magic, sizes, bytes, all, TRAIN, sizes[0]);
    }
  }

  private static InputStream open(Path folder, String name) throws IOException {
    Path packed = folder.resolve(name + ".gz");
    return Files.exists(packed)
        ? new GZIPInputStream(Files.newInputStream(packed))
        : Files.newInputStream(folder.resolve(name));
  }

  private static void write(
      Path file, int magic, int[] sizes, int bytes, byte[] all, int first, int last)
      throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(magic);
      out.writeInt(last - first);
      for (int i = 1; i < sizes.length; i++) {
        out.writeInt(sizes[i]);
      }
      out.write(all, first * bytes, (last - first) * bytes);
    }
  }
}
