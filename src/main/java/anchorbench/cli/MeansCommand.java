package anchorbench.cli;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.Split;
import anchorbench.engine.ClassMeans;
import anchorbench.engine.Engine;
import anchorbench.gallery.Gallery;
import anchorbench.gallery.TripletPictures;
import anchorbench.numpy.Npy;
import anchorbench.random.RandomStream;
import anchorbench.random.RngStream;
import anchorbench.triplet.Anchors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The mean image of each class. */
@Command(name = "means", description = "Writes each class's mean image.")
final class MeansCommand implements Runnable {
  /** Images of a class in the gallery, as many per row as in the original. */
  private static final int TARGET_IMAGES = 10;

  private static final int PER_ROW = 5;

  @Mixin private DataOptions data;
  @Mixin private EngineOptions engines;

  @Option(
      names = "--split",
      defaultValue = "train",
      description = "train or test (default: ${DEFAULT-VALUE})")
  private Split split;

  @Option(
      names = "--n",
      defaultValue = "30",
      description = "first images of each class, or all (default: ${DEFAULT-VALUE})")
  private String perClass;

  @Option(
      names = "--out",
      defaultValue = "means.npy",
      description =
          "float32 [classes, height, width], of colour [classes, channels, height, width]; 0..255"
              + " (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(names = "--png", description = "picture of the means")
  private Path png;

  @Option(
      names = "--target",
      description = "number of a class; the picture also shows ten random images of it")
  private Integer target;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "seed of these random images (default: ${DEFAULT-VALUE})")
  private long seed;

  @Override
  public void run() {
    if (target != null && png == null) {
      throw new InputException("--target: only --png shows images of a class; name its file");
    }
    DataSet set = data.load();
    ImageSet images = split.of(set);
    if (target != null && (target < 0 || target >= images.classes())) {
      throw new InputException("--target " + target + ": expected 0 to " + (images.classes() - 1));
    }
    new ClassIndex(images).requireEveryClass(split + " images");
    if (png != null) {
      Gallery.requireDrawable(images.shape());
    }
    try (Engine engine = engines.open()) {
      long start = System.nanoTime();
      ClassMeans means = engine.classMeans(images, parse(perClass));
      double millis = (System.nanoTime() - start) / 1e6;
      long[] axes = images.shape().axes(means.classes());
      Npy.write(out, means.means(), axes);
      System.out.printf(
          Locale.ROOT,
          "%s: float32 %s, means of %s %s images of each class; summed in %.2f ms%n",
          out,
          Arrays.toString(axes),
          perClass,
          split,
          millis);
      if (png != null) {
        String left = TripletPictures.leftOut(means.classes());
        new Gallery(images.shape()).write(png, pictures(images, means), PER_ROW, left);
        System.out.println(left.isEmpty() ? png : png + ": " + left);
      }
    }
  }

  /** The number of images of {@code N} or {@code all}. */
  static int parse(String perClass) {
    return Anchors.parse("mean:" + perClass) instanceof Anchors.ClassMean mean
        ? mean.perClass()
        : ClassMeans.ALL;
  }

  private List<Gallery.Picture> pictures(ImageSet images, ClassMeans means) {
    List<Gallery.Picture> pictures = new ArrayList<>(TripletPictures.means(images, means));
    if (target != null) {
      ClassIndex index = new ClassIndex(images);
      RandomStream random = new RandomStream(seed, RngStream.GALLERY, target);
      for (int i = 0; i < TARGET_IMAGES; i++) {
        int image = index.image(target, random.below(index.size(target)));
        pictures.add(
            new Gallery.Picture(
                images.classNames().get(target) + " " + image,
                () -> TripletPictures.floats(images, image)));
      }
    }
    return pictures;
  }
}
