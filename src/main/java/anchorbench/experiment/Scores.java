package anchorbench.experiment;

import anchorbench.InputException;
import anchorbench.metric.Histogram;
import anchorbench.metric.PlaneMap;
import anchorbench.metric.Spread;
import java.util.List;

/**
 * How good a space is, measured on test images.
 *
 * @param precisionAtOne among the test images; likewise the next two, R being a class's size less 1
 * @param nearestNeighbours share that the k nearest training images classify rightly
 * @param nearestMean share whose nearest class centroid, of training images, is their own
 * @param linearProbe share that a linear classifier, fitted on training images, classifies rightly;
 *     NaN where there are too many columns to fit it
 * @param triplets anchor-based: one entry for each kind of test anchor
 * @param map test embeddings on a plane; of the first seed alone, else null
 * @param unseen null where the protocol holds no classes back
 */
public record Scores(
    double precisionAtOne,
    double rPrecision,
    double mapAtR,
    double nearestNeighbours,
    double nearestMean,
    double linearProbe,
    List<Triplets> triplets,
    Geometry geometry,
    PlaneMap map,
    Unseen unseen) {
  public Scores {
    triplets = List.copyOf(triplets);
  }

  /** Among the test images of classes that were not trained on, whose neighbours are each other. */
  public record Unseen(double precisionAtOne, double rPrecision, double mapAtR) {}

  /**
   * Triplets of test images under one kind of anchor.
   *
   * @param anchors whose test this is
   * @param accuracy share of triplets with d(a, p) < d(a, n)
   * @param loss mean triplet loss with the trial's margin
   * @param activeShare of triplets whose loss is above 0
   * @param histograms of the three distances, in bins of one width; null for tests of less interest
   */
  public record Triplets(
      String anchors,
      double accuracy,
      double loss,
      double activeShare,
      Spread anchorPositive,
      Spread anchorNegative,
      Spread positiveNegative,
      List<Histogram> histograms) {}

  /**
   * The space's shape.
   *
   * @param meanNorm mean length of a test embedding
   * @param effectiveRank in how many directions test embeddings spread; NaN where there are too
   *     many columns to measure it
   * @param meanGap mean over the classes of the distance between the mean image's embedding and the
   *     mean of the embeddings
   */
  public record Geometry(double meanNorm, double effectiveRank, double meanGap) {}

  /** Under one kind of test anchor. */
  public Triplets under(String anchors) {
    return triplets.stream()
        .filter(each -> each.anchors().equals(anchors))
        .findFirst()
        .orElseThrow(() -> new InputException("scores without a test on " + anchors + " anchors"));
  }
}
