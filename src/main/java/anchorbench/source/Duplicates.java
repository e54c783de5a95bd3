package anchorbench.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Files with the same content. */
final class Duplicates {
  private Duplicates() {}

  /**
   * What a person should know of them, a sentence each.
   *
   * @param images training first
   * @param missing positions that were left out
   */
  static List<String> notes(
      List<ListedImage> images, int trainImages, FileDigests digests, Set<Integer> missing) {
    List<Integer> sorted =
        IntStream.range(0, images.size())
            .filter(i -> !missing.contains(i))
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
      ListedImage first = images.get(sorted.get(begin));
      boolean trained = sorted.get(begin) < trainImages;
      boolean several = false;
      for (int i = begin + 1; i < end; i++) {
        ListedImage other = images.get(sorted.get(i));
        if (trained && sorted.get(i) >= trainImages) {
          leaks++;
          leak = leak == null ? first.name() + " is " + other.name() : leak;
        }
        several |= !other.className().equals(first.className());
      }
      copies += end - begin - 1;
      if (several) {
        ambiguous++;
        twoClasses = twoClasses == null ? first.name() : twoClasses;
      }
    }
    return sentences(copies, leaks, leak, ambiguous, twoClasses);
  }

  private static List<String> sentences(
      int copies, int leaks, String leak, int ambiguous, String twoClasses) {
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
              "%,d file%s a copy of another one",
              copies,
              copies == 1 ? " is" : "s are each"));
    }
    return notes;
  }
}
