package anchorbench.data;

import anchorbench.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A folder with four IDX files, named as the MNIST family names them, gzip'd or plain. */
public final class IdxFolder {
  private final Path folder;

  /**
   * @throws InputException if the folder is missing
   */
  public IdxFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": no such folder; expected IDX files in it");
    }
    this.folder = folder;
  }

  /** Both halves; class names are numbers unless {@code names} has one for each class. */
  public DataSet read(String name, String checksum, List<String> names) {
    Part train = part("train");
    Part test = part("t10k");
    if (train.images.rows() != test.images.rows()
        || train.images.columns() != test.images.columns()) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: training images are %dx%d, test images %dx%d; expected one size",
              folder,
              train.images.rows(),
              train.images.columns(),
              test.images.rows(),
              test.images.columns()));
    }
    int classes = Math.max(train.classes(), test.classes());
    List<String> classNames = names.size() >= classes ? names : numbers(classes);
    return new DataSet(
        name,
        folder.toString(),
        checksum,
        false,
        train.labelled(classNames),
        test.labelled(classNames));
  }

  /** The four files, in the order train images, train labels, test images, test labels. */
  public List<Path> files() {
    return List.of(
        find("train-images-idx3-ubyte"),
        find("train-labels-idx1-ubyte"),
        find("t10k-images-idx3-ubyte"),
        find("t10k-labels-idx1-ubyte"));
  }

  private Path find(String name) {
    Path packed = folder.resolve(name + ".gz");
    Path plain = folder.resolve(name);
    if (Files.exists(packed)) {
      return packed;
    }
    if (Files.exists(plain)) {
      return plain;
    }
    throw new InputException(packed + ": no such file (nor without .gz)");
  }

  private Part part(String prefix) {
    Path imageFile = find(prefix + "-images-idx3-ubyte");
    Path labelFile = find(prefix + "-labels-idx1-ubyte");
    IdxReader.Images images = IdxReader.images(imageFile);
    byte[] labels = IdxReader.labels(labelFile);
    if (images.count() != labels.length) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: %,d labels for the %,d images of %s",
              labelFile,
              labels.length,
              images.count(),
              imageFile.getFileName()));
    }
    return new Part(labelFile, images, labels);
  }

  private static List<String> numbers(int classes) {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      names.add("class " + c);
    }
    return names;
  }

  private record Part(Path labelFile, IdxReader.Images images, byte[] labels) {
    int classes() {
      int highest = 0;
      for (byte label : labels) {
        highest = Math.max(highest, label & 0xff);
      }
      return highest + 1;
    }

    LabelledImages labelled(List<String> classNames) {
      LabelledImages labelled =
          new LabelledImages(images.pixels(), labels, images.rows(), images.columns(), classNames);
      new ClassIndex(labelled).requireEveryClass(labelFile.toString());
      return labelled;
    }
  }
}
