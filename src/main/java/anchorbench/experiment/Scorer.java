package anchorbench.experiment;

import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.ArrayList;
import java.util.List;

/** Measures a space: its triplets under every arm's anchors, and two classifiers. */
final class Scorer {
  /** Test triplets have a seed of their own, so that they are no training triplets by position. */
  private static final long TEST_SEED_OFFSET = 0x7e57_0000_0000L;

  private final Laboratory laboratory;

  Scorer(Laboratory laboratory) {
    this.laboratory = laboratory;
  }

  Scores score(Space space, long seed) {
    float[] test = space.test();
    float[] train = space.train();
    List<Scores.Triplets> triplets = new ArrayList<>();
    for (Anchors anchors : laboratory.protocol.anchors()) {
      triplets.add(underAnchors(anchors, space, test, seed));
    }
    return new Scores(
        triplets,
        nearestMean(train, test, space.width()),
        nearestNeighbours(train, test, space.width()));
  }

  private Scores.Triplets underAnchors(Anchors anchors, Space space, float[] test, long seed) {
    TripletIndices indices =
        new TripletSampler(
                laboratory.testIndex,
                anchors,
                Supply.POOL,
                laboratory.protocol.testTripletsPerClass(),
                seed + TEST_SEED_OFFSET)
            .classByClass();
    float[] table = space.anchors(laboratory.anchorTable(anchors));
    int width = space.width();
    TripletLoss loss = laboratory.protocol.training(laboratory.test.pixelsPerImage()).loss();
    Distance distance = loss.distance();
    int right = 0;
    double violations = 0;
    for (int i = 0; i < indices.count(); i++) {
      int anchor = indices.anchor()[i];
      float[] from = anchor >= 0 ? test : table;
      int row = anchor >= 0 ? anchor : TripletIndices.tableRow(anchor);
      double positive = distance.ofSquared(squared(from, row, test, indices.positive()[i], width));
      double negative = distance.ofSquared(squared(from, row, test, indices.negative()[i], width));
      right += positive < negative ? 1 : 0;
      violations += loss.violation(positive, negative);
    }
    return new Scores.Triplets(
        anchors.toString(), (double) right / indices.count(), violations / indices.count());
  }

  private static double squared(float[] x, int xRow, float[] y, int yRow, int width) {
    double sum = 0;
    for (int j = 0; j < width; j++) {
      double difference = (double) x[xRow * width + j] - y[yRow * width + j];
      sum += difference * difference;
    }
    return sum;
  }

  private double nearestMean(float[] train, float[] test, int width) {
    int classes = laboratory.train.classes();
    double[] sums = new double[classes * width];
    for (int i = 0; i < laboratory.train.count(); i++) {
      int c = laboratory.train.label(i);
      for (int j = 0; j < width; j++) {
        sums[c * width + j] += train[i * width + j];
      }
    }
    float[] centroids = new float[classes * width];
    for (int i = 0; i < centroids.length; i++) {
      centroids[i] = (float) (sums[i] / laboratory.trainIndex.size(i / width));
    }
    int[] nearest = laboratory.engine.nearest(test, centroids, width, 1);
    int right = 0;
    for (int i = 0; i < nearest.length; i++) {
      right += nearest[i] == laboratory.test.label(i) ? 1 : 0;
    }
    return (double) right / nearest.length;
  }

  private double nearestNeighbours(float[] train, float[] test, int width) {
    int k = laboratory.protocol.neighbours();
    int[] nearest = laboratory.engine.nearest(test, train, width, k);
    int right = 0;
    for (int i = 0; i < laboratory.test.count(); i++) {
      right += vote(nearest, i * k, k) == laboratory.test.label(i) ? 1 : 0;
    }
    return (double) right / laboratory.test.count();
  }

  /** The most frequent class; among equals the one with the nearest member. */
  private int vote(int[] nearest, int from, int k) {
    int[] votes = new int[laboratory.train.classes()];
    for (int i = from; i < from + k; i++) {
      votes[laboratory.train.label(nearest[i])]++;
    }
    int winner = laboratory.train.label(nearest[from]);
    for (int i = from + 1; i < from + k; i++) {
      int challenger = laboratory.train.label(nearest[i]);
      winner = votes[challenger] > votes[winner] ? challenger : winner;
    }
    return winner;
  }
}
