package anchorbench.experiment;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.engine.Engine;
import anchorbench.experiment.protocol.Protocol;
import anchorbench.metric.Centroids;
import anchorbench.metric.EffectiveRank;
import anchorbench.metric.Histogram;
import anchorbench.metric.LinearProbe;
import anchorbench.metric.MapAtR;
import anchorbench.metric.NeighbourVote;
import anchorbench.metric.Neighbourhoods;
import anchorbench.metric.Norms;
import anchorbench.metric.PlaneMap;
import anchorbench.metric.PrecisionAtOne;
import anchorbench.metric.RPrecision;
import anchorbench.metric.Rows;
import anchorbench.metric.Spread;
import anchorbench.metric.TripletDistances;
import anchorbench.network.TripletLoss;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Measures a space on the test images: without anchors, and under each kind of them. */
final class Scorer {
  /** Test triplets have a seed of their own, so that they are no training triplets by position. */
  private static final long TEST_SEED_OFFSET = 0x7e57_0000_0000L;

  private static final int BINS = 40;
  private static final int MAPPED_PER_CLASS = 40;

  private final ExperimentContext context;

  Scorer(ExperimentContext context) {
    this.context = context;
  }

  /**
   * @param margin of the loss that is reported
   * @param mapped whether a map is wanted
   */
  Scores score(Space space, long seed, float margin, boolean mapped) {
    Rows test = space.test();
    Rows train = space.train();
    int classes = context.train.images().classes();
    int[] trainLabels = context.train.images().labels();
    int[] testLabels = context.test.images().labels();
    int[] relevant = othersOfClass(context.test.index());
    Neighbourhoods among = among(test, testLabels, relevant);
    Rows centroids = Rows.of(Centroids.of(train, trainLabels, classes), train.width());
    return new Scores(
        PrecisionAtOne.of(among),
        RPrecision.of(among, relevant),
        MapAtR.of(among, relevant),
        NeighbourVote.accuracy(neighbours(test, train), classes),
        nearestMean(test, centroids),
        linearProbe(train, test),
        underEachAnchor(space, test, centroids, seed, margin),
        new Scores.Geometry(Norms.mean(test), EffectiveRank.of(test), meanGap(space, centroids)),
        mapped ? PlaneMap.of(test, testLabels, MAPPED_PER_CLASS) : null,
        context.unseen == null ? null : unseen(space.unseen()));
  }

  private Scores.Unseen unseen(Rows rows) {
    int[] relevant = othersOfClass(context.unseen.index());
    Neighbourhoods among = among(rows, context.unseen.images().labels(), relevant);
    return new Scores.Unseen(
        PrecisionAtOne.of(among), RPrecision.of(among, relevant), MapAtR.of(among, relevant));
  }

  /** Each validation image's nearest other one: what checkpoints are chosen by. */
  static double validationPrecision(Engine engine, float[] embeddings, int width, int[] labels) {
    int[] nearest = engine.nearest(embeddings, embeddings, width, 2);
    return PrecisionAtOne.of(Neighbourhoods.withoutSelf(nearest, 1, labels));
  }

  private static int[] othersOfClass(ClassIndex index) {
    return IntStream.range(0, index.classes()).map(c -> index.size(c) - 1).toArray();
  }

  /** As many neighbours of each test image among the others as its class has other members. */
  private Neighbourhoods among(Rows test, int[] labels, int[] relevant) {
    int most = Math.max(1, IntStream.of(relevant).max().orElseThrow());
    int[] nearest = BlockSearch.nearest(context.engine, test, test, most + 1);
    return Neighbourhoods.withoutSelf(nearest, most, labels);
  }

  private Neighbourhoods neighbours(Rows test, Rows train) {
    int k = context.protocol.test().neighbours();
    int[] nearest = BlockSearch.nearest(context.engine, test, train, k);
    return new Neighbourhoods(
        nearest, k, context.test.images().labels(), context.train.images().labels());
  }

  private double nearestMean(Rows test, Rows centroids) {
    int[] nearest = BlockSearch.nearest(context.engine, test, centroids, 1);
    int right = 0;
    for (int i = 0; i < nearest.length; i++) {
      right += nearest[i] == context.test.images().label(i) ? 1 : 0;
    }
    return (double) right / nearest.length;
  }

  /** NaN where there are too many columns for one. */
  private double linearProbe(Rows train, Rows test) {
    ImageSet images = context.train.images();
    return LinearProbe.isMeasured(train.width())
        ? LinearProbe.fit(train, images.labels(), images.classes())
            .accuracy(test, context.test.images().labels())
        : Double.NaN;
  }

  private double meanGap(Space space, Rows centroids) {
    return Centroids.gap(space.anchors(context.anchorTable(Anchors.CENTROID)), centroids);
  }

  private List<Scores.Triplets> underEachAnchor(
      Space space, Rows test, Rows centroids, long seed, float margin) {
    Protocol protocol = context.protocol;
    TripletLoss loss = new TripletLoss(protocol.training().distance(), margin);
    List<Scores.Triplets> triplets = new ArrayList<>();
    double binWidth = Double.NaN;
    for (Anchors anchors : protocol.testAnchors()) {
      Rows table =
          anchors instanceof Anchors.Centroid
              ? centroids
              : space.anchors(context.anchorTable(anchors));
      TripletDistances found =
          TripletDistances.of(testTriplets(anchors, seed), test, table, loss.distance());
      Spread negatives = Spread.of(found.anchorNegative());
      // Random anchors come first: their bins are everyone's, so that the pictures compare.
      binWidth = Double.isNaN(binWidth) ? 2.5 * negatives.mean() / BINS : binWidth;
      boolean pictured = anchors.equals(Anchors.RANDOM) || anchors.equals(protocol.meanTest());
      triplets.add(
          new Scores.Triplets(
              anchors.toString(),
              found.accuracy(),
              found.loss(loss),
              found.activeShare(loss),
              Spread.of(found.anchorPositive()),
              negatives,
              Spread.of(found.positiveNegative()),
              pictured ? histograms(found, binWidth) : null));
    }
    return triplets;
  }

  private static List<Histogram> histograms(TripletDistances found, double binWidth) {
    return List.of(
        Histogram.of(found.anchorPositive(), binWidth, BINS),
        Histogram.of(found.anchorNegative(), binWidth, BINS),
        Histogram.of(found.positiveNegative(), binWidth, BINS));
  }

  private TripletIndices testTriplets(Anchors anchors, long seed) {
    return new TripletSampler(
            context.test.index(),
            anchors,
            Supply.POOL,
            context.protocol.test().testTripletsPerClass(),
            seed + TEST_SEED_OFFSET)
        .classByClass();
  }
}
