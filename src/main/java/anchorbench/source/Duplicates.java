package anchorbench.source;

import anchorbench.data.DataSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Files, or images, with the same content. */
public final class Duplicates {
  private Duplicates() {}

  /** Images of a set with the same pixels: what a person should know of them, a sentence each. */
  public static List<String> ofPixels(DataSet set) {
    int trainImages = set.train().count();
    int all = Math.addExact(trainImages, set.test().count());
    ContentDigests digests = new ContentDigests(all);
    IntStream.range(0, all)
        .parallel()
        .forEach(
            i ->
                digests.set(
                    i, i < trainImages ? set.train().image(i) : set.test().image(i - trainImages)));
    return notes(
        "image",
        IntStream.range(0, all),
        trainImages,
        digests,
        i -> i < trainImages ? "training image " + i : "test image " + (i - trainImages),
        i -> i < trainImages ? set.train().label(i) : set.test().label(i - trainImages));
  }

  /**
   * Of files.
   *
   * @param images training first
   * @param missing positions that were left out
   */
  static List<String> ofFiles(
      List<ListedImage> images, int trainImages, ContentDigests digests, Set<Integer> missing) {
    return notes(
        "file",
        IntStream.range(0, images.size()).filter(i -> !missing.contains(i)),
        trainImages,
        digests,
        i -> images.get(i).name(),
        i -> images.get(i).className());
  }

  private static List<String> notes(
      String what,
      IntStream positions,
      int trainImages,
      ContentDigests digests,
      IntFunction<String> name,
      IntFunction<Object> clazz) {
    List<Integer> sorted =
        positions
            .boxed()
            .sorted(
                ((Comparator<Integer>) digests::compare).thenComparing(Comparator.naturalOrder()))
            .toList();
    int copies = 0;
    int leaks = 0;
    int ambiguous = 0;
    String leak = null;
    String twoClasses = null;
    for (int begin = 0, end; begin < sorted.size(); begin = end) {
      end = begin + 1;
      while (end < sorted.size() && digests.areEqual(sorted.get(begin), sorted.get(end))) {
        end++;
      }
      int first = sorted.get(begin);
      boolean several = false;
      for (int other : sorted.subList(begin + 1, end)) {
        if (first < trainImages && other >= trainImages) {
          leaks++;
          leak = leak == null ? name.apply(first) + " is " + name.apply(other) : leak;
        }
        several |= !clazz.apply(other).equals(clazz.apply(first));
      }
      copies += end - begin - 1;
      if (several) {
        ambiguous++;
        twoClasses = twoClasses == null ? name.apply(first) : twoClasses;
      }
    }
    return sentences(what, copies, leaks, leak, ambiguous, twoClasses);
  }

  private static List<String> sentences(
      String what, int copies, int leaks, String leak, int ambiguous, String twoClasses) {
    List<String> notes = new ArrayList<>();
    if (leaks > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "WARNING: %,d test image%s also a training image, so accuracy will look better than"
                  + " it is (%s); remove them from one half",
              leaks,
              leaks == 1 ? " is" : "s are each",
              leak));
    }
    if (ambiguous > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d image%s more than one class (%s)",
              ambiguous,
              ambiguous == 1 ? " belongs to" : "s belong to",
              twoClasses));
    }
    if (copies > leaks) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d %s%s a copy of another one",
              copies,
              what,
              copies == 1 ? " is" : "s are each"));
    }
    return notes;
  }
}
