package anchorbench.source;

import anchorbench.data.Split;
import anchorbench.decode.ImageDecoder;
import anchorbench.decode.UnreadableImageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses test images by their files' content: of each class those with the smallest digests. So
 * the halves depend neither on names nor on the order of a list, a class has its share in both, and
 * equal files are always in the same half.
 */
final class ContentSplit {
  private ContentSplit() {}

  /**
   * Puts every image that has no half yet into one.
   *
   * @param share of each class's images that become test images, rounded; at least one image, and
   *     at least one is left to train on
   * @param tried whether files without a readable header are not counted: they will be left out
   */
  static Listing of(Listing listing, double share, boolean tried) {
    List<ListedImage> images = listing.images();
    if (images.stream().allMatch(image -> image.split() != null)) {
      return listing;
    }
    boolean[] counted = new boolean[images.size()];
    ContentDigests digests = digests(images, tried, counted);
    Map<String, List<Integer>> classes = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      classes.computeIfAbsent(images.get(i).className(), _ -> new ArrayList<>()).add(i);
    }
    List<ListedImage> split = new ArrayList<>(images);
    for (List<Integer> members : classes.values()) {
      members.sort(
          Comparator.comparing((Integer member) -> !counted[member])
              .thenComparing(digests::compare));
      List<Integer> sound = members.stream().filter(member -> counted[member]).toList();
      int test = testImages(sound, digests, share);
      for (int rank = 0; rank < members.size(); rank++) {
        int image = members.get(rank);
        split.set(image, images.get(image).in(rank < test ? Split.TEST : Split.TRAIN));
      }
    }
    return new Listing(listing.kind(), listing.place(), split, listing.notes());
  }

  /** The border moves on while it would part equal files, and back if nothing is left behind it. */
  private static int testImages(List<Integer> members, ContentDigests digests, double share) {
    int wanted = (int) Math.round(share * members.size());
    int border =
        Math.clamp(wanted, Math.min(1, members.size() - 1), Math.max(0, members.size() - 1));
    int after = border;
    while (after > 0
        && after < members.size()
        && digests.areEqual(members.get(after - 1), members.get(after))) {
      after++;
    }
    if (after < members.size()) {
      return after;
    }
    while (border > 0 && digests.areEqual(members.get(border - 1), members.get(border))) {
      border--;
    }
    return border;
  }

  private static ContentDigests digests(
      List<ListedImage> images, boolean tried, boolean[] counted) {
    ContentDigests digests = new ContentDigests(images.size());
    FileWorkers.forEach(
        "reading files",
        images.size(),
        () -> {
          ImageDecoder decoder = new ImageDecoder();
          return i -> {
            byte[] content = FileWorkers.contentOrName(images.get(i));
            digests.set(i, content);
            counted[i] = !tried || hasHeader(decoder, content);
          };
        });
    return digests;
  }

  private static boolean hasHeader(ImageDecoder decoder, byte[] content) {
    try {
      decoder.open(content);
      return true;
    } catch (UnreadableImageException e) {
      return false;
    }
  }
}
