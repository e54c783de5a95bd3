package anchorbench.source;

import anchorbench.InputException;
import anchorbench.data.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A set's classes and the order of its images. Classes are in the order of their names, or of their
 * numbers where all are numbers. In each half the images of a class are in the order of their names
 * and classes take turns in proportion to their sizes: so any tenth of a half holds about a tenth
 * of every class, and the last of them can be kept for validation.
 *
 * @param train in that order; likewise test
 */
record OrderedImages(List<String> classNames, List<ListedImage> train, List<ListedImage> test) {
  /**
   * @param listing whose images all belong to a half
   * @throws InputException if there is one class alone, or a half lacks one
   */
  static OrderedImages of(Listing listing) {
    TreeSet<String> names = new TreeSet<>(order(listing));
    listing.images().forEach(image -> names.add(image.className()));
    Map<String, List<ListedImage>> train = byClass(listing, Split.TRAIN);
    Map<String, List<ListedImage>> test = byClass(listing, Split.TEST);
    requireEvery(listing, names, train, test);
    return new OrderedImages(List.copyOf(names), inTurns(names, train), inTurns(names, test));
  }

  /** All images, training first. */
  List<ListedImage> all() {
    List<ListedImage> all = new ArrayList<>(train);
    all.addAll(test);
    return all;
  }

  int[] labels(List<ListedImage> images) {
    Map<String, Integer> numbers = new TreeMap<>();
    classNames.forEach(name -> numbers.put(name, numbers.size()));
    return images.stream().mapToInt(image -> numbers.get(image.className())).toArray();
  }

  private static Comparator<String> order(Listing listing) {
    boolean numbers =
        listing.images().stream().allMatch(image -> image.className().matches("\\d{1,9}"));
    return numbers
        ? Comparator.<String>comparingInt(Integer::parseInt)
            .thenComparing(Comparator.naturalOrder())
        : Comparator.naturalOrder();
  }

  private static Map<String, List<ListedImage>> byClass(Listing listing, Split half) {
    Map<String, List<ListedImage>> classes = new TreeMap<>();
    for (ListedImage image : listing.images()) {
      if (image.split() == half) {
        classes.computeIfAbsent(image.className(), _ -> new ArrayList<>()).add(image);
      }
    }
    classes.values().forEach(images -> images.sort(Comparator.comparing(ListedImage::name)));
    return classes;
  }

  private static void requireEvery(
      Listing listing,
      TreeSet<String> names,
      Map<String, List<ListedImage>> train,
      Map<String, List<ListedImage>> test) {
    String place = listing.place().toString();
    if (names.size() < 2) {
      throw new InputException(
          "%s: one class alone, %s; negatives need at least two - a folder for each; if classes are folders in %s, name that"
              .formatted(place, names.first(), names.first()));
    }
    if (train.size() == 1) {
      throw new InputException(
          "%s: all training images are of class %s, the test images of %s; negatives need two classes: with --test-share 0.2 training and test images are put together and split again, class by class"
              .formatted(place, train.keySet().iterator().next(), test.size()));
    }
    for (String name : names) {
      requireBoth(place, name, train.get(name), test.get(name));
    }
  }

  private static void requireBoth(
      String place, String name, List<ListedImage> train, List<ListedImage> test) {
    if (train == null || test == null) {
      int found = train == null ? test.size() : train.size();
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s: class %s has %,d %s image%s and no %s image; every class needs both, so add"
                  + " some, leave the class out, or split all anew with --test-share 0.2",
              place,
              name,
              found,
              train == null ? "test" : "training",
              found == 1 ? "" : "s",
              train == null ? "training" : "test"));
    }
  }

  private static List<ListedImage> inTurns(
      TreeSet<String> names, Map<String, List<ListedImage>> classes) {
    record Placed(ListedImage image, double place, int clazz) {}
    List<Placed> placed = new ArrayList<>();
    int clazz = 0;
    for (String name : names) {
      List<ListedImage> images = classes.get(name);
      for (int rank = 0; rank < images.size(); rank++) {
        placed.add(new Placed(images.get(rank), (rank + 0.5) / images.size(), clazz));
      }
      clazz++;
    }
    placed.sort(Comparator.comparingDouble(Placed::place).thenComparingInt(Placed::clazz));
    return placed.stream().map(Placed::image).toList();
  }
}
