package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.DataSet;
import anchorbench.data.FashionMnist;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** A folder with the four IDX files of a set. */
public final class IdxFolder {
  static final String FORMAT = "IDX";

  private IdxFolder() {}

  /**
   * Reads both halves; a published set is known by its content.
   *
   * @param place as {@link IdxFiles#in} takes it
   * @param log told what was done to the class numbers
   * @throws InputException if a file is missing or wrong, or the two halves do not fit
   */
  public static DataSet read(Path place, ReadOptions options, Consumer<String> log) {
    IdxFiles files = IdxFiles.in(place);
    return new ArraySet(
            FORMAT,
            place,
            files.trainLabels().toString(),
            half(files.trainImages(), files.trainLabels()),
            files.testLabels().getFileName().toString(),
            half(files.testImages(), files.testLabels()),
            List.of())
        .read(options, log);
  }

  /**
   * Reads a folder that must hold Fashion-MNIST, however it is compressed and its files are called.
   *
   * @throws InputException if a file is missing or the content is another
   */
  public static DataSet readFashionMnist(Path folder) {
    DataSet set = read(folder, ReadOptions.NONE, line -> {});
    if (!set.checksum().equals(FashionMnist.CHECKSUM)) {
      throw new InputException(
          "%s: not Fashion-MNIST: its content has the SHA-256 %s; expected %s - fetch it again, or use --data %s for another set"
              .formatted(folder, set.checksum(), FashionMnist.CHECKSUM, folder));
    }
    return set;
  }

  private static ImageArray half(Path imageFile, Path labelFile) {
    IdxReader.Images images = IdxReader.images(imageFile);
    int[] labels = IdxReader.labels(labelFile);
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
    return new ImageArray(images.pixels(), images.shape(), labels);
  }
}
