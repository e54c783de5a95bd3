package anchorbench.gallery;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Some images of each class on one page, a class in a row: first training images, then test images.
 * Whether classes were read for what they are is seen at a glance.
 */
public final class ContactSheet {
  private static final int OF_EACH_HALF = 8;
  private static final int MOST_CLASSES = 20;

  private ContactSheet() {}

  /**
   * @param seed of the choice of images
   * @return what is not on the page, in words; empty if every class is
   * @throws InputException if images have neither one channel nor three, there is no font, or the
   *     file cannot be written
   */
  public static String write(Path file, DataSet set, long seed) {
    Gallery gallery = new Gallery(set.train().shape());
    int[] shown = shown(set.train().classes());
    String left =
        shown.length == set.train().classes()
            ? ""
            : String.format(
                Locale.ROOT, "%d of %,d classes are shown", shown.length, set.train().classes());
    gallery.write(file, pictures(set, shown, seed), 2 * OF_EACH_HALF, left);
    return left;
  }

  /** All classes, or as many as there is room for, at even steps. */
  private static int[] shown(int classes) {
    int count = Math.min(MOST_CLASSES, classes);
    return IntStream.range(0, count).map(i -> (int) ((long) i * classes / count)).toArray();
  }

  private static List<Gallery.Picture> pictures(DataSet set, int[] shown, long seed) {
    ClassIndex train = new ClassIndex(set.train());
    ClassIndex test = new ClassIndex(set.test());
    List<Gallery.Picture> pictures = new ArrayList<>();
    for (int clazz : shown) {
      pictures.addAll(some(set.train(), train, clazz, "", chosen(train, clazz, seed, 0)));
      pictures.addAll(some(set.test(), test, clazz, "test ", chosen(test, clazz, seed, 1)));
    }
    return pictures;
  }

  /** Images of one half; empty places behind the last where there are too few. */
  private static List<Gallery.Picture> some(
      ImageSet images, ClassIndex index, int clazz, String half, int[] ranks) {
    List<Gallery.Picture> pictures = new ArrayList<>();
    for (int rank : ranks) {
      int image = index.image(clazz, rank);
      pictures.add(
          new Gallery.Picture(
              images.classNames().get(clazz) + " " + half + image,
              () -> TripletPictures.floats(images, image)));
    }
    while (pictures.size() < OF_EACH_HALF) {
      pictures.add(Gallery.Picture.NONE);
    }
    return pictures;
  }

  /** Different ones of a class, in the order of their positions. */
  private static int[] chosen(ClassIndex index, int clazz, long seed, int half) {
    int[] ranks = IntStream.range(0, index.size(clazz)).toArray();
    new RandomStream(seed, RngStream.GALLERY, 2 * clazz + half).shuffle(ranks);
    int[] chosen = Arrays.copyOf(ranks, Math.min(OF_EACH_HALF, ranks.length));
    Arrays.sort(chosen);
    return chosen;
  }
}
