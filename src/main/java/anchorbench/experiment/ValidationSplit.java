package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.experiment.protocol.JudgedBy;
import anchorbench.experiment.protocol.Protocol;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The training images, and those of them that are kept for validation.
 *
 * @param validation empty where the protocol does not validate on images
 */
public record ValidationSplit(ImageSet train, ImageSet validation, Kind kind) {
  /** Which images are kept. */
  public enum Kind {
    /** The last ones, whatever they show. */
    LAST,
    /**
     * The last ones of each class: because of the very last, some class would have had none left to
     * train on or to validate with, as in a set sorted by class.
     */
    BY_CLASS
  }

  /**
   * @throws InputException if a class has too few images for both
   */
  static ValidationSplit of(Protocol protocol, ImageSet images) {
    int all = images.count();
    int kept = all - protocol.validationImages(all);
    if (protocol.validation().validation() != JudgedBy.IMAGES) {
      return new ValidationSplit(images, images.slice(all, all), Kind.LAST);
    }
    if (kept > 0 && kept < all) {
      ImageSet train = images.slice(0, kept);
      ImageSet validation = images.slice(kept, all);
      if (hasEveryClass(train) && hasEveryClass(validation)) {
        return new ValidationSplit(train, validation, Kind.LAST);
      }
    }
    return byClass(protocol, images);
  }

  private static boolean hasEveryClass(ImageSet images) {
    return new ClassIndex(images).smallestClassSize() > 0;
  }

  private static ValidationSplit byClass(Protocol protocol, ImageSet images) {
    ClassIndex index = new ClassIndex(images);
    boolean[] validates = new boolean[images.count()];
    for (int c = 0; c < index.classes(); c++) {
      int size = index.size(c);
      if (size < 2) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s has %d training image%s, and validation on images takes one away: add some,"
                    + " leave the class out, or give --validation none --patience 0 --keep last",
                images.classNames().get(c),
                size,
                size == 1 ? "" : "s"));
      }
      int wanted = (int) Math.round(protocol.validation().validationShare() * size);
      for (int rank = size - Math.clamp(wanted, 1, size - 1); rank < size; rank++) {
        validates[index.image(c, rank)] = true;
      }
    }
    int[] positions = IntStream.range(0, images.count()).toArray();
    return new ValidationSplit(
        images.select(Arrays.stream(positions).filter(i -> !validates[i]).toArray()),
        images.select(Arrays.stream(positions).filter(i -> validates[i]).toArray()),
        Kind.BY_CLASS);
  }
}
