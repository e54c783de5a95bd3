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
   * @param embeddings float32 [images, width]
   * @param table float32 [rows, width], for anchors that are no images
   */
  public static TripletDistances of(
      TripletIndices triplets, float[] embeddings, float[] table, int width, Distance distance) {
    int count = triplets.count();
    TripletDistances found =
        new TripletDistances(new double[count], new double[count], new double[count]);
    for (int i = 0; i < count; i++) {
      int anchor = triplets.anchor()[i];
      float[] from = anchor >= 0 ? embeddings : table;
      int a = anchor >= 0 ? anchor : TripletIndices.tableRow(anchor);
      int p = triplets.positive()[i];
      int n = triplets.negative()[i];
      found.anchorPositive[i] = distance.ofSquared(squared(from, a, embeddings, p, width));
      found.anchorNegative[i] = distance.ofSquared(squared(from, a, embeddings, n, width));
      found.positiveNegative[i] = distance.ofSquared(squared(embeddings, p, embeddings, n, width));
    }
    return found;
  }

  private static double squared(float[] x, int xRow, float[] y, int yRow, int width) {
    double sum = 0;
    for (int j = 0; j < width; j++) {
      double difference = (double) x[xRow * width + j] - y[yRow * width + j];
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
