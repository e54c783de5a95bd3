package anchorbench.engine;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;

/** Makes the table of an arm's anchors from images. */
public final class AnchorTables {
  private AnchorTables() {}

  /**
   * @param images what means and medoids are made of
   * @return empty where anchors are images; otherwise float32 [classes, pixels], the row being the
   *     class. A centroid has no pixels: its row is the mean of all images, and is only gathered.
   * @throws anchorbench.InputException if a class has fewer images than asked for
   */
  public static AnchorTable of(Engine engine, ImageSet images, Anchors anchors) {
    return switch (anchors) {
      case Anchors.RandomImage random -> AnchorTable.none(images.pixelsPerImage());
      case Anchors.ClassMean mean -> engine.classMeans(images, mean.perClass()).asAnchors();
      case Anchors.Centroid centroid -> engine.classMeans(images, Anchors.ALL).asAnchors();
      case Anchors.Medoid medoid ->
          medoids(images, engine.classMeans(images, Anchors.ALL).asAnchors());
    };
  }

  private static AnchorTable medoids(ImageSet images, AnchorTable means) {
    ClassIndex index = new ClassIndex(images);
    int pixels = images.pixelsPerImage();
    float[] values = new float[means.values().length];
    for (int c = 0; c < index.classes(); c++) {
      float[] mean = means.row(c);
      int nearest = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int rank = 0; rank < index.size(c); rank++) {
        double squared = squaredDistance(images, index.image(c, rank), mean);
        if (squared < least) {
          least = squared;
          nearest = index.image(c, rank);
        }
      }
      for (int p = 0; nearest >= 0 && p < pixels; p++) {
        values[c * pixels + p] = images.pixel(nearest, p);
      }
    }
    return new AnchorTable(index.classes(), pixels, values);
  }

  private static double squaredDistance(ImageSet images, int image, float[] point) {
    double sum = 0;
    for (int p = 0; p < point.length; p++) {
      double difference = images.pixel(image, p) - (double) point[p];
      sum += difference * difference;
    }
    return sum;
  }
}
