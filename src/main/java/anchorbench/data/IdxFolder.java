package anchorbench.data;

import anchorbench.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** A folder with the four IDX files of a set. */
public final class IdxFolder {
  private IdxFolder() {}

  /**
   * Reads both halves; a published set is known by its content.
   *
   * @param place as {@link IdxFiles#in} takes it
   * @param log told what was done to the class numbers
   * @throws InputException if a file is missing or wrong, or the two halves do not fit
   */
  public static DataSet read(Path place, Consumer<String> log) {
    IdxFiles files = IdxFiles.in(place);
    Half train = Half.read(files.trainImages(), files.trainLabels());
    Half test = Half.read(files.testImages(), files.testLabels());
    if (!train.images.shape().equals(test.images.shape())) {
      throw new InputException(
          "%s: training images are %s, test images %s; expected one size"
              .formatted(files.trainImages(), train.images.shape(), test.images.shape()));
    }
    ClassNumbers numbers = numbers(files, train, test);
    if (numbers.areRenumbered()) {
      log.accept(place + ": " + numbers.told());
    }
    List<String> names = numbers.original().stream().map(number -> "class " + number).toList();
    ImageSet trainImages = train.labelled(numbers, names);
    ImageSet testImages = test.labelled(numbers, names);
    String checksum = ContentChecksum.of(trainImages, testImages);
    Optional<KnownSet> known = KnownSet.of(checksum);
    List<String> classNames = known.map(KnownSet::classNames).orElse(names);
    return new DataSet(
        known.map(KnownSet::name).orElseGet(() -> nameOf(place)),
        place.toString(),
        checksum,
        false,
        trainImages.named(classNames),
        testImages.named(classNames));
  }

  private static String nameOf(Path place) {
    return "idx:" + place.toAbsolutePath().normalize().getFileName();
  }

  private static ClassNumbers numbers(IdxFiles files, Half train, Half test) {
    try {
      return new ClassNumbers(train.labels, test.labels);
    } catch (InputException e) {
      throw new InputException(
          "%s and %s: %s"
              .formatted(files.trainLabels(), files.testLabels().getFileName(), e.getMessage()),
          e);
    }
  }

  private record Half(IdxReader.Images images, int[] labels) {
    static Half read(Path imageFile, Path labelFile) {
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
      return new Half(images, labels);
    }

    ImageSet labelled(ClassNumbers numbers, List<String> names) {
      return new ImageSet(images.pixels(), numbers.renumbered(labels), images.shape(), names);
    }
  }
}
