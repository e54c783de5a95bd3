package anchorbench.experiment;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.metric.Histogram;
import anchorbench.metric.Mahalanobis;
import anchorbench.metric.Rows;
import anchorbench.metric.Spread;
import anchorbench.metric.TripletDistances;
import anchorbench.network.Distance;
import anchorbench.triplet.Anchors;
import anchorbench.triplet.TripletIndices;
import anchorbench.triplet.TripletSampler;
import anchorbench.triplet.TripletSampler.Supply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Distances of test embeddings, class by class, over random triplets.
 *
 * @param distance which distance
 */
public record ClassDistances(String distance, List<OfClass> classes) {
  private static final int BINS = 30;

  public ClassDistances {
    classes = List.copyOf(classes);
  }

  /**
   * One class as the anchor's.
   *
   * @param draw A-P, A-N and P-N of the first triplet: all that the original looked at
   * @param nearerNegatives share of triplets whose negative is nearer to the anchor
   * @param histograms of A-P, A-N, P-N in the same bins for every class
   * @param own {@link Mahalanobis} distance of the class's test images from its training images
   * @param others the same of all other test images
   */
  public record OfClass(
      String name,
      List<Double> draw,
      Spread anchorPositive,
      Spread anchorNegative,
      Spread positiveNegative,
      double nearerNegatives,
      List<Histogram> histograms,
      Spread own,
      Spread others) {}

  /**
   * @param train float32 [n, width], embeddings of training images
   * @param test float32 [test images, width]
   */
  public static ClassDistances of(
      float[] train,
      int[] trainLabels,
      float[] test,
      ImageSet images,
      Distance distance,
      int perClass,
      long seed) {
    int width = test.length / images.count();
    TripletIndices all =
        new TripletSampler(new ClassIndex(images), Anchors.RANDOM, Supply.POOL, perClass, seed)
            .classByClass();
    TripletDistances found =
        TripletDistances.of(all, Rows.of(test, width), Rows.of(new float[0], width), distance);
    double binWidth = 2.5 * Spread.of(found.anchorNegative()).mean() / BINS;
    List<OfClass> classes = new ArrayList<>();
    for (int c = 0; c < images.classes(); c++) {
      double[] ap = part(found.anchorPositive(), c, perClass);
      double[] an = part(found.anchorNegative(), c, perClass);
      double[] pn = part(found.positiveNegative(), c, perClass);
      Mahalanobis space = Mahalanobis.ofClass(train, width, trainLabels, c);
      classes.add(
          new OfClass(
              images.classNames().get(c),
              List.of(ap[0], an[0], pn[0]),
              Spread.of(ap),
              Spread.of(an),
              Spread.of(pn),
              (double) IntStream.range(0, perClass).filter(i -> an[i] < ap[i]).count() / perClass,
              List.of(
                  Histogram.of(ap, binWidth, BINS),
                  Histogram.of(an, binWidth, BINS),
                  Histogram.of(pn, binWidth, BINS)),
              mahalanobis(space, test, images, c, true),
              mahalanobis(space, test, images, c, false)));
    }
    return new ClassDistances(distance.toString(), classes);
  }

  private static double[] part(double[] values, int clazz, int perClass) {
    return Arrays.copyOfRange(values, clazz * perClass, (clazz + 1) * perClass);
  }

  private static Spread mahalanobis(
      Mahalanobis space, float[] test, ImageSet images, int clazz, boolean own) {
    return Spread.of(
        IntStream.range(0, images.count())
            .filter(i -> (images.label(i) == clazz) == own)
            .mapToDouble(i -> space.distance(test, i))
            .toArray());
  }
}
