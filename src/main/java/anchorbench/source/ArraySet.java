package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.ContentChecksum;
import anchorbench.data.DataSet;
import anchorbench.data.Findings;
import anchorbench.data.ImageSet;
import anchorbench.data.KnownSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A set that files of arrays hold: both halves, labels as numbers.
 *
 * @param format for people and for the set's name: {@code IDX}, {@code npz} ...
 * @param place folder or file it was read from
 * @param trainFile names the training images in messages; likewise the others
 */
record ArraySet(
    String format,
    Path place,
    String trainFile,
    ImageArray train,
    String testFile,
    ImageArray test,
    List<String> classNames) {

  /**
   * Both halves in the form wanted; a published set is known by its content.
   *
   * @param log told what was done to the class numbers
   * @throws InputException if the halves do not fit
   */
  DataSet read(ReadOptions options, Consumer<String> log) {
    if (!train.shape().equals(test.shape())) {
      throw new InputException(
          "%s: training images are %s, test images %s; expected one size"
              .formatted(place, train.shape(), test.shape()));
    }
    if (options.testShare() != null) {
      throw new InputException(
          "--test-share: %s has its own test images; it is for folders and lists of image files"
              .formatted(place));
    }
    ClassNumbers numbers = numbers();
    if (numbers.areRenumbered()) {
      log.accept(place + ": " + numbers.told());
    }
    List<String> names = names(numbers);
    ImageSet trainImages = train.as(options.form()).labelled(numbers, names);
    ImageSet testImages = test.as(options.form()).labelled(numbers, names);
    String checksum = ContentChecksum.of(trainImages, testImages);
    Optional<KnownSet> known = KnownSet.of(checksum);
    List<String> finalNames = known.map(KnownSet::classNames).orElse(names);
    return new DataSet(
        known.map(KnownSet::name).orElseGet(this::name),
        place.toString(),
        checksum,
        false,
        trainImages.named(finalNames),
        testImages.named(finalNames),
        new Findings(
            Map.of(format, train.count() + test.count()),
            Map.of(
                train.shape().height() + "x" + train.shape().width(), train.count() + test.count()),
            List.of()));
  }

  private String name() {
    String file = String.valueOf(place.toAbsolutePath().normalize().getFileName());
    return format.toLowerCase(Locale.ROOT) + ":" + file;
  }

  private ClassNumbers numbers() {
    try {
      return new ClassNumbers(train.labels(), test.labels());
    } catch (InputException e) {
      throw new InputException("%s and %s: %s".formatted(trainFile, testFile, e.getMessage()), e);
    }
  }

  private List<String> names(ClassNumbers numbers) {
    List<Integer> original = numbers.original();
    if (!classNames.isEmpty() && original.getLast() >= classNames.size()) {
      throw new InputException(
          "%s: label %s, but %s class names; expected a name for each"
              .formatted(place, original.getLast(), classNames.size()));
    }
    return IntStream.range(0, original.size())
        .mapToObj(
            c ->
                classNames.isEmpty() ? "class " + original.get(c) : classNames.get(original.get(c)))
        .toList();
  }
}
