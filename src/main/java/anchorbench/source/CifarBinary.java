package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): records of one label, or of a
 * coarse and a fine one, and 3 x 32 x 32 pixels. Of CIFAR-100 the fine labels are taken.
 */
final class CifarBinary {
  private static final String FORMAT = "CIFAR";
  private static final Shape SHAPE = new Shape(3, 32, 32);

  /** Which files, how many label bytes, where class names stand. */
  private enum Kind {
    TEN("data_batch_%s.bin", 5, "test_batch.bin", 1, "batches.meta.txt"),
    HUNDRED("train.bin", 1, "test.bin", 2, "fine_label_names.txt");

    private final String train;
    private final int trainFiles;
    private final String test;
    private final int labelBytes;
    private final String names;

    Kind(String train, int trainFiles, String test, int labelBytes, String names) {
      this.train = train;
      this.trainFiles = trainFiles;
      this.test = test;
      this.labelBytes = labelBytes;
      this.names = names;
    }

    private List<String> trainNames() {
      return IntStream.rangeClosed(1, trainFiles).mapToObj(train::formatted).toList();
    }
  }

  private CifarBinary() {}

  /** Whether a folder has files of such a set, all or some. */
  static boolean isIn(Path folder) {
    for (Kind kind : Kind.values()) {
      if (Files.exists(folder.resolve(kind.test))
          || kind.trainNames().stream().anyMatch(file -> Files.exists(folder.resolve(file)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is the version for Python, which is pickled. */
  static boolean isPickledIn(Path folder) {
    return Files.exists(folder.resolve("data_batch_1"))
        || Files.exists(folder.resolve("batches.meta"))
        || (Files.exists(folder.resolve("train")) && Files.isRegularFile(folder.resolve("meta")));
  }

  static InputException pickled(Path folder) {
    return new InputException(
        folder
            + ": CIFAR's version for Python, which is pickled; fetch the binary version instead"
            + " (cifar-10-binary.tar.gz or cifar-100-binary.tar.gz)");
  }

  static DataSet read(Path folder, ReadOptions options, Consumer<String> log) {
    Kind kind = Files.exists(folder.resolve(Kind.HUNDRED.test)) ? Kind.HUNDRED : Kind.TEN;
    List<ImageArray> train = new ArrayList<>();
    for (String file : kind.trainNames()) {
      train.add(records(folder.resolve(file), kind));
    }
    return new ArraySet(
            FORMAT,
            folder,
            folder.resolve(kind.trainNames().getFirst()).toString(),
            ImageArray.joined(train, folder.toString()),
            kind.test,
            records(folder.resolve(kind.test), kind),
            names(folder.resolve(kind.names)))
        .read(options, log);
  }

  private static ImageArray records(Path file, Kind kind) {
    int record = kind.labelBytes + SHAPE.size();
    try {
      if (!Files.exists(file)) {
        throw new InputException(file + ": no such file; the set is not whole");
      }
      long bytes = Files.size(file);
      if (bytes == 0 || bytes % record != 0 || bytes / record > Integer.MAX_VALUE) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s: %,d bytes; expected a multiple of %,d, its records (cut off?)",
                file,
                bytes,
                record));
      }
      int count = (int) (bytes / record);
      MemorySegment pixels = ImageSet.allocatePixels(count, SHAPE);
      int[] labels = new int[count];
      byte[] one = new byte[record];
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
        for (int i = 0; i < count; i++) {
          in.readNBytes(one, 0, record);
          labels[i] = one[kind.labelBytes - 1] & 0xff;
          MemorySegment.copy(
              one,
              kind.labelBytes,
              pixels,
              ValueLayout.JAVA_BYTE,
              (long) i * SHAPE.size(),
              SHAPE.size());
        }
      }
      return new ImageArray(pixels, SHAPE, labels);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** A name per line; none where the file is missing. */
  private static List<String> names(Path file) {
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(String::strip).filter(n -> !n.isEmpty()).toList()
          : List.of();
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
