package anchorbench.cli;

import anchorbench.data.ClassIndex;
import anchorbench.data.DataSet;
import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.Batch;
import anchorbench.engine.Engine;
import anchorbench.engine.Session;
import anchorbench.gallery.Gallery;
import anchorbench.gallery.TripletPictures;
import anchorbench.numpy.Npy;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Triplets of training images as arrays. */
@Command(
    name = "triplets",
    description = {
      "Draws triplets, class by class, and writes their pixels.",
      "Beside --out: triplet-indices.npy and triplet-classes.npy."
    })
final class TripletsCommand implements Runnable {
  private static final int BLOCK = 1024;

  @Mixin private DataOptions data;
  @Mixin private EngineOptions engines;
  @Mixin private AnchorOptions anchorOptions;

  @Option(
      names = "--per-class",
      defaultValue = "3000",
      description = "triplets per class (default: ${DEFAULT-VALUE})")
  private int perClass;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "seed of the draw (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--out",
      defaultValue = "triplets.npy",
      description =
          "float32 [count, 3, height, width], of colour [count, 3, channels, height, width]; 0..255"
              + " (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(names = "--png", description = "picture of five random triplets")
  private Path png;

  @Override
  public void run() {
    anchorOptions.anchors();
    DataSet set = data.load();
    ImageSet images = set.train();
    if (png != null) {
      Gallery.requireDrawable(images.shape());
    }
    try (Engine engine = engines.open();
        Session session = engine.load(images)) {
      long start = System.nanoTime();
      AnchorTable table = anchorOptions.table(engine, set);
      TripletIndices triplets =
          new TripletSampler(
                  new ClassIndex(images), anchorOptions.anchors(), Supply.POOL, perClass, seed)
              .classByClass();
      double drawn = (System.nanoTime() - start) / 1e6;
      writePixels(session, table, triplets, images);
      writeIndices(triplets, images);
      System.out.printf(
          Locale.ROOT,
          "%s: float32 %s, %s anchors; drawn in %.1f ms, all written in %.1f ms%n",
          out,
          Arrays.toString(axes(triplets, images)),
          anchorOptions.anchors(),
          drawn,
          (System.nanoTime() - start) / 1e6);
      if (png != null) {
        new Gallery(images.shape())
            .write(png, TripletPictures.triplets(images, table, triplets, seed), 3, "");
        System.out.println(png);
      }
    }
  }

  private void writePixels(
      Session session, AnchorTable table, TripletIndices triplets, ImageSet images) {
    try (Batch batch = session.batch(table, BLOCK, PixelScaling.by(1))) {
      float[] triplet = new float[3 * images.pixelsPerImage()];
      Npy.writeInPieces(
          out,
          sink -> {
            for (int first = 0; first < triplets.count(); first += BLOCK) {
              int count = Math.min(BLOCK, triplets.count() - first);
              batch.assemble(triplets, first, count);
              for (int i = 0; i < count; i++) {
                batch.read(i, triplet);
                sink.write(triplet, 0, triplet.length);
              }
            }
          },
          axes(triplets, images));
    }
  }

  private static long[] axes(TripletIndices triplets, ImageSet images) {
    return images.shape().axes(triplets.count(), 3);
  }

  private void writeIndices(TripletIndices triplets, ImageSet images) {
    int[] indices = new int[3 * triplets.count()];
    int[] classes = new int[2 * triplets.count()];
    for (int i = 0; i < triplets.count(); i++) {
      indices[3 * i] = triplets.anchor()[i];
      indices[3 * i + 1] = triplets.positive()[i];
      indices[3 * i + 2] = triplets.negative()[i];
      classes[2 * i] = images.label(triplets.positive()[i]);
      classes[2 * i + 1] = images.label(triplets.negative()[i]);
    }
    Npy.write(out.resolveSibling("triplet-indices.npy"), indices, triplets.count(), 3);
    Npy.write(out.resolveSibling("triplet-classes.npy"), classes, triplets.count(), 2);
  }
}
