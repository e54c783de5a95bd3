package anchorbench.source;

import anchorbench.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;

/** Images that could not be decoded: what is said of them, and the others without them. */
final class LeftOut {
  private static final int NAMED = 3;

  private LeftOut() {}

  /** One line: how many, which, why. */
  static String sentence(List<ListedImage> images, SortedMap<Integer, String> unreadable) {
    List<String> named = new ArrayList<>();
    unreadable.forEach(
        (image, why) -> {
          if (named.size() < NAMED) {
            named.add(images.get(image).file() + " (" + why + ")");
          }
        });
    int more = unreadable.size() - named.size();
    return String.format(
        Locale.ROOT,
        "%,d of %,d images cannot be read: %s%s",
        unreadable.size(),
        images.size(),
        String.join(", ", named),
        more > 0 ? String.format(Locale.ROOT, " and %,d more", more) : "");
  }

  static InputException refusal(List<ListedImage> images, SortedMap<Integer, String> unreadable) {
    return new InputException(
        sentence(images, unreadable)
            + "; repair or remove them, or leave them out with --skip-unreadable");
  }

  /** The images that are left. */
  static List<ListedImage> without(List<ListedImage> images, Set<Integer> positions, int first) {
    List<ListedImage> left = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (!positions.contains(first + i)) {
        left.add(images.get(i));
      }
    }
    return left;
  }

  /** Moves the pixels of later images of each half down over those of the missing. */
  static void close(FileChannel file, DecodedFile layout, Set<Integer> missing) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(layout.shape().size());
    int all = layout.trainImages() + layout.testImages();
    int to = 0;
    for (int i = 0; i < all; i++) {
      to = i == layout.trainImages() ? i : to;
      if (missing.contains(i)) {
        continue;
      }
      if (to < i) {
        image.clear();
        DecodedFile.fill(image, file, layout.offset(i));
        DecodedFile.write(file, image.flip(), layout.offset(to));
      }
      to++;
    }
  }
}
