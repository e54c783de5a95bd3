package anchorbench.gallery;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.engine.AnchorTables;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Mean images and triplets as pictures with class names. */
public final class TripletPictures {
  /** Files beside {@code run.json} that a report shows, in this order. */
  public static final List<String> FILES =
      List.of("means.png", "triplets-random.png", "triplets-mean.png");

  private static final int ROWS = 5;
  private static final int PER_CLASS = 100;
  private static final int CLASSES_A_ROW = 5;

  /** Classes whose means a picture shows: it is to be looked at, and goes into reports whole. */
  private static final int MOST_CLASSES = 100;

  private TripletPictures() {}

  /**
   * As {@link #write}, but a run is worth more than its pictures: where they cannot be drawn (a GPU
   * box without fonts, a runtime without java.desktop) one line on standard error says so.
   */
  public static void writeOrSayWhyNot(Path folder, Engine engine, DataSet set, int perClass) {
    try {
      write(folder, engine, set, perClass);
    } catch (InputException | LinkageError e) {
      System.err.println("the report will have no pictures of images: " + e.getMessage());
    }
  }

  /**
   * Writes {@link #FILES}: before and after side by side, positives and negatives being the same.
   *
   * @param perClass images in a mean
   * @throws InputException if there are no fonts, the folder cannot be written to, or images have
   *     neither one channel nor three
   */
  public static void write(Path folder, Engine engine, DataSet set, int perClass) {
    ImageSet images = set.train();
    Gallery gallery = new Gallery(images.shape());
    gallery.write(
        folder.resolve(FILES.get(0)),
        means(images, engine.classMeans(images, perClass)),
        CLASSES_A_ROW,
        leftOut(images.classes()));
    List<Anchors> arms = List.of(Anchors.RANDOM, new Anchors.ClassMean(perClass));
    for (int a = 0; a < arms.size(); a++) {
      TripletIndices drawn =
          new TripletSampler(new ClassIndex(images), arms.get(a), Supply.POOL, PER_CLASS, 1)
              .classByClass();
      AnchorTable table = AnchorTables.of(engine, images, arms.get(a));
      gallery.write(folder.resolve(FILES.get(1 + a)), triplets(images, table, drawn, 1), 3, "");
    }
  }

  /** The mean image of each class, or of the first hundred. */
  public static List<Gallery.Picture> means(ImageSet images, ClassMeans means) {
    List<Gallery.Picture> pictures = new ArrayList<>();
    for (int c = 0; c < Math.min(MOST_CLASSES, means.classes()); c++) {
      int row = c;
      pictures.add(
          new Gallery.Picture(images.classNames().get(c), () -> means.asAnchors().row(row)));
    }
    return pictures;
  }

  /** What {@link #means} does not show of so many classes, in words; empty if nothing. */
  public static String leftOut(int classes) {
    return classes <= MOST_CLASSES
        ? ""
        : String.format(
            Locale.ROOT, "the first %d of %,d classes are shown", MOST_CLASSES, classes);
  }

  /** Some random triplets: three pictures each. */
  public static List<Gallery.Picture> triplets(
      ImageSet images, AnchorTable table, TripletIndices triplets, long seed) {
    RandomStream random = new RandomStream(seed, RngStream.GALLERY, 0);
    List<Gallery.Picture> pictures = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      int i = random.below(triplets.count());
      int anchor = triplets.anchor()[i];
      int positive = triplets.positive()[i];
      int negative = triplets.negative()[i];
      String name = images.classNames().get(images.label(positive));
      pictures.add(
          new Gallery.Picture(
              "ANCHOR " + name,
              () ->
                  anchor >= 0
                      ? floats(images, anchor)
                      : table.row(TripletIndices.tableRow(anchor))));
      pictures.add(new Gallery.Picture("POSITIVE " + name, () -> floats(images, positive)));
      pictures.add(
          new Gallery.Picture(
              "NEGATIVE " + images.classNames().get(images.label(negative)),
              () -> floats(images, negative)));
    }
    return pictures;
  }

  /** Pixels of an image as a gallery takes them. */
  public static float[] floats(ImageSet images, int image) {
    float[] pixels = new float[images.pixelsPerImage()];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = images.pixel(image, p);
    }
    return pixels;
  }
}
