package anchorbench.triplet;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Triplets by position. An anchor at or above 0 is an image; below, {@code -1 - row} is a row of
 * the arm's {@link AnchorTable}.
 *
 * @param anchor int32 [count]
 * @param positive int32 [count], images
 * @param negative int32 [count], images
 */
public record TripletIndices(int[] anchor, int[] positive, int[] negative) {
  public TripletIndices {
    if (anchor.length != positive.length || anchor.length != negative.length) {
      throw new IllegalArgumentException("lengths differ");
    }
  }

  public static TripletIndices allocate(int count) {
    return new TripletIndices(new int[count], new int[count], new int[count]);
  }

  public int count() {
    return anchor.length;
  }

  /** The first {@code count} triplets. */
  public TripletIndices first(int count) {
    return count == count()
        ? this
        : new TripletIndices(
            Arrays.copyOf(anchor, count),
            Arrays.copyOf(positive, count),
            Arrays.copyOf(negative, count));
  }

  /** These and others behind them. */
  public TripletIndices and(TripletIndices others) {
    return new TripletIndices(
        joined(anchor, others.anchor),
        joined(positive, others.positive),
        joined(negative, others.negative));
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }

  /** The encoding of a table row as an anchor. */
  public static int tableAnchor(int row) {
    return -1 - row;
  }

  /** The row that a negative anchor stands for. */
  public static int tableRow(int anchor) {
    return -1 - anchor;
  }
}
