package anchorbench.bench.peer;

import anchorbench.triplet.TripletIndices;

/**
 * What a peer gathers for a batch: all anchors, then all positives, then all negatives. A mean
 * anchor is gathered for every triplet, as one would write it.
 *
 * @param table int32 [count] rows of the anchor table, or [0] where anchors are images
 * @param images int32 [2 count or 3 count]
 */
public record GatheredRows(int[] table, int[] images) {

  /**
   * @param fromTable whether anchors are rows of a table
   */
  public static GatheredRows of(TripletIndices triplets, int first, int count, boolean fromTable) {
    int[] table = new int[fromTable ? count : 0];
    int[] images = new int[3 * count - table.length];
    int positives = images.length - 2 * count;
    if (fromTable) {
      for (int i = 0; i < count; i++) {
        table[i] = TripletIndices.tableRow(triplets.anchor()[first + i]);
      }
    } else {
      System.arraycopy(triplets.anchor(), first, images, 0, count);
    }
    System.arraycopy(triplets.positive(), first, images, positives, count);
    System.arraycopy(triplets.negative(), first, images, positives + count, count);
    return new GatheredRows(table, images);
  }
}
