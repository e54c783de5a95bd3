package anchorbench.engine;

import anchorbench.InputException;
import anchorbench.data.ClassIndex;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.Anchors;
import java.util.Locale;

/**
 * Sums over each class's images and the means that follow from them. The division is done here,
 * once, so means are equal wherever sums are.
 *
 * @param pixels numbers per image
 * @param counts int32 [classes], images summed
 * @param sums int32 [classes, pixels], exact
 */
public record ClassMeans(int pixels, int[] counts, int[] sums) {
  /** Asks for every image of a class. */
  public static final int ALL = Anchors.ALL;

  public int classes() {
    return counts.length;
  }

  /** float32 [classes, pixels], 0..255: the exact quotient, rounded once. */
  public float[] means() {
    float[] means = new float[sums.length];
    for (int c = 0; c < classes(); c++) {
      for (int p = 0; p < pixels && counts[c] > 0; p++) {
        means[c * pixels + p] = (float) ((double) sums[c * pixels + p] / counts[c]);
      }
    }
    return means;
  }

  /** The means as anchors: the row is the class. */
  public AnchorTable asAnchors() {
    return new AnchorTable(classes(), pixels, means());
  }

  /**
   * How many images of each class are summed.
   *
   * @return int32 [classes]
   * @throws InputException if a class has too few, or too many for exact sums
   */
  public static int[] counts(ClassIndex index, int firstPerClass) {
    requireEnough(index, firstPerClass);
    int[] counts = new int[index.classes()];
    for (int c = 0; c < counts.length; c++) {
      counts[c] = firstPerClass == ALL ? index.size(c) : Math.min(firstPerClass, index.size(c));
    }
    requireExact(counts);
    return counts;
  }

  /**
   * Checks that each class that has images has enough of them.
   *
   * @throws InputException naming the smallest class
   */
  public static void requireEnough(ClassIndex index, int firstPerClass) {
    int smallest = -1;
    for (int c = 0; c < index.classes(); c++) {
      if (index.size(c) > 0 && (smallest < 0 || index.size(c) < index.size(smallest))) {
        smallest = c;
      }
    }
    if (smallest >= 0 && index.size(smallest) < firstPerClass) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "means of %,d images per class: class %s has only %,d; take at most as many, or all",
              firstPerClass,
              index.name(smallest),
              index.size(smallest)));
    }
  }

  /**
   * Checks that sums of this many images fit into 32 bits.
   *
   * @throws InputException if they do not
   */
  public static void requireExact(int[] counts) {
    for (int count : counts) {
      if (count > Integer.MAX_VALUE / 255) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "a class of %,d images: sums are exact only up to %,d",
                count,
                Integer.MAX_VALUE / 255));
      }
    }
  }
}
