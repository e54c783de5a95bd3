package anchorbench.experiment;

import java.util.List;

/**
 * How good a space is, measured on test images.
 *
 * @param triplets one entry for each arm's kind of test anchor
 * @param nearestMean share of test images whose nearest class centroid (of training embeddings) is
 *     their own
 * @param nearestNeighbours share that the k nearest training embeddings classify rightly
 */
public record Scores(List<Triplets> triplets, double nearestMean, double nearestNeighbours) {
  public Scores {
    triplets = List.copyOf(triplets);
  }

  /**
   * Triplets of test images under one kind of anchor.
   *
   * @param anchors whose test this is; means are those of the training images
   * @param accuracy share of triplets with d(a, p) < d(a, n)
   * @param loss mean triplet loss with the training's margin
   */
  public record Triplets(String anchors, double accuracy, double loss) {}

  /** Under one arm's kind of test anchor. */
  public Triplets under(String anchors) {
    return triplets.stream()
        .filter(each -> each.anchors().equals(anchors))
        .findFirst()
        .orElseThrow();
  }
}
