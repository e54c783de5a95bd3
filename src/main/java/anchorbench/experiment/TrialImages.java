package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.experiment.protocol.SubsetSettings;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The images of a data set as a protocol's trials use them.
 *
 * @param train trained on, with the labels that are
 * @param validation empty where the protocol does not validate on images
 * @param split which training images were kept for validation
 * @param test of the classes that are trained on
 * @param unseen test images of the other classes; null where the protocol holds none back
 */
record TrialImages(
    ImageSet train,
    ImageSet validation,
    ValidationSplit.Kind split,
    ImageSet test,
    ImageSet unseen) {
  /** The labels that are wrong are the same in all trials. */
  private static final long NOISE_SEED = 1;

  /**
   * @throws InputException if the images do not give what the protocol asks for
   */
  static TrialImages of(Protocol protocol, DataSet data) {
    SubsetSettings subset = protocol.subset();
    List<Integer> unseen = subset.unseenClasses();
    int classes = data.train().classes();
    requireClasses(unseen, classes);
    List<Integer> seen = numbers(classes, c -> !unseen.contains(c));
    boolean all = unseen.isEmpty();
    ValidationSplit split =
        ValidationSplit.of(protocol, all ? data.train() : data.train().ofClasses(seen));
    return new TrialImages(
        noisy(thinned(split.train(), subset.imagesPerClass()), subset.labelNoise()),
        split.validation(),
        split.kind(),
        all ? data.test() : data.test().ofClasses(seen),
        all ? null : data.test().ofClasses(unseen));
  }

  private static List<Integer> numbers(int classes, IntPredicate wanted) {
    return IntStream.range(0, classes).filter(wanted).boxed().toList();
  }

  private static void requireClasses(List<Integer> unseen, int classes) {
    for (int each : unseen) {
      if (each < 0 || each >= classes) {
        throw new InputException(
            "--unseen %s: the classes have numbers from 0 to %s".formatted(each, classes - 1));
      }
    }
    if (classes - unseen.size() < 2) {
      throw new InputException(
          "--unseen leaves %s of %s classes to train on: expected at least two"
              .formatted(classes - unseen.size(), classes));
    }
  }

  private static ImageSet thinned(ImageSet images, int perClass) {
    if (perClass == 0) {
      return images;
    }
    ClassIndex index = new ClassIndex(images);
    for (int c = 0; c < index.classes(); c++) {
      if (index.size(c) < perClass) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "--images-per-class %d: %s has %d that are not kept for validation",
                perClass,
                index.name(c),
                index.size(c)));
      }
    }
    return images.select(
        IntStream.range(0, index.classes())
            .flatMap(c -> IntStream.range(0, perClass).map(rank -> index.image(c, rank)))
            .sorted()
            .toArray());
  }

  private static ImageSet noisy(ImageSet images, double share) {
    int wrong = (int) Math.round(share * images.count());
    if (wrong == 0) {
      return images;
    }
    int[] order = IntStream.range(0, images.count()).toArray();
    RandomStream random = new RandomStream(NOISE_SEED, RngStream.LABEL_NOISE, 0);
    random.shuffle(order);
    int[] labels = images.labels();
    int[] chosen = Arrays.copyOf(order, wrong);
    for (int image : chosen) {
      exchange(labels, images, image, chosen[random.below(wrong)]);
    }
    for (int image : chosen) {
      if (labels[image] == images.label(image)) {
        int from = random.below(wrong);
        for (int i = 0; i < wrong && labels[image] == images.label(image); i++) {
          exchange(labels, images, image, chosen[(from + i) % wrong]);
        }
      }
      if (labels[image] == images.label(image)) {
        // A class that is most of the set has no partners left: then sizes change.
        int other = random.below(images.classes() - 1);
        labels[image] = other < labels[image] ? other : other + 1;
      }
    }
    return images.labelled(labels);
  }

  /**
   * Two images exchange their labels, unless one would have its own back: classes keep their size.
   */
  private static void exchange(int[] labels, ImageSet images, int one, int other) {
    if (labels[other] != images.label(one) && labels[one] != images.label(other)) {
      int label = labels[one];
      labels[one] = labels[other];
      labels[other] = label;
    }
  }
}
