package anchorbench.metric;

import anchorbench.network.Distance;
import anchorbench.network.TripletLoss;
import anchorbench.triplet.TripletIndices;

/**
 * Distances within triplets.
 *
 * @param anchorPositive double [count]; likewise the others
 */
public record TripletDistances(
    double[] anchorPositive, double[] anchorNegative, double[] positiveNegative) {

  /**
   * @param embeddings of the images
   * @param table of anchors that are no images
   */
  public static TripletDistances of(
      TripletIndices triplets, Rows embeddings, Rows table, Distance distance) {
    int count = triplets.count();
    TripletDistances found =
        new TripletDistances(new double[count], new double[count], new double[count]);
    for (int i = 0; i < count; i++) {
      int anchor = triplets.anchor()[i];
      int a = anchor >= 0 ? anchor : TripletIndices.tableRow(anchor);
      int p = triplets.positive()[i];
      int n = triplets.negative()[i];
      Rows.Block from = (anchor >= 0 ? embeddings : table).block(a, 1);
      Rows.Block positive = embeddings.block(p, 1);
      Rows.Block negative = embeddings.block(n, 1);
      found.anchorPositive[i] = distance.ofSquared(squared(from, a, positive, p));
      found.anchorNegative[i] = distance.ofSquared(squared(from, a, negative, n));
      found.positiveNegative[i] = distance.ofSquared(squared(positive, p, negative, n));
    }
    return found;
  }

  private static double squared(Rows.Block xs, int xRow, Rows.Block ys, int yRow) {
    float[] x = xs.values();
    float[] y = ys.values();
    int xAt = xs.at(xRow);
    int yAt = ys.at(yRow);
    double sum = 0;
    for (int j = 0; j < xs.width(); j++) {
      double difference = (double) x[xAt + j] - y[yAt + j];
      sum += difference * difference;
    }
    return sum;
  }

  public int count() {
    return anchorPositive.length;
  }

  /** Share of triplets with d(a, p) below d(a, n). */
  public double accuracy() {
    int right = 0;
    for (int i = 0; i < count(); i++) {
      right += anchorPositive[i] < anchorNegative[i] ? 1 : 0;
    }
    return (double) right / count();
  }

  /** Mean triplet loss. */
  public double loss(TripletLoss loss) {
    double sum = 0;
    for (int i = 0; i < count(); i++) {
      sum += loss.violation(anchorPositive[i], anchorNegative[i]);
    }
    return sum / count();
  }

  /** Share of triplets whose loss is above 0. */
  public double activeShare(TripletLoss loss) {
    int active = 0;
    for (int i = 0; i < count(); i++) {
      active += loss.violation(anchorPositive[i], anchorNegative[i]) > 0 ? 1 : 0;
    }
    return (double) active / count();
  }
}
