package anchorbench.source;

import anchorbench.data.Split;
import java.util.ArrayList;
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
   */
  static Listing of(Listing listing, double share) {
    List<ListedImage> images = listing.images();
    if (images.stream().allMatch(image -> image.split() != null)) {
      return listing;
    }
    ContentDigests digests = digests(images);
    Map<String, List<Integer>> classes = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      classes.computeIfAbsent(images.get(i).className(), _ -> new ArrayList<>()).add(i);
    }
    List<ListedImage> split = new ArrayList<>(images);
    for (List<Integer> members : classes.values()) {
      members.sort(digests::compare);
      int test = testImages(members, digests, share);
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

  private static ContentDigests digests(List<ListedImage> images) {
    ContentDigests digests = new ContentDigests(images.size());
    FileWorkers.forEach(
        "reading files",
        images.size(),
        () -> i -> digests.set(i, FileWorkers.contentOrName(images.get(i))));
    return digests;
  }
}
