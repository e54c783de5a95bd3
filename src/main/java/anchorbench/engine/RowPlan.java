package anchorbench.engine;

import anchorbench.triplet.TripletIndices;
import java.util.Arrays;

/**
 * Which row of a batch holds what: first each distinct table anchor, once, then image rows in the
 * order anchor (if an image), positive, negative. Reused from batch to batch; its fields are plain
 * arrays because the gather of every step reads them.
 */
public final class RowPlan {
  private static final int UNUSED = -1;

  private final int[] rowOfTableAnchor;

  /** Table rows in use, in the order of their batch rows; the first {@link #tableRows} count. */
  public final int[] tableAnchors;

  public int tableRows;

  /** Image of each batch row from {@link #tableRows} on. */
  public final int[] imageOfRow;

  public int rows;

  /** Batch row of each triplet's parts. */
  public final int[] anchorRow;

  public final int[] positiveRow;
  public final int[] negativeRow;

  public RowPlan(int tableSize, int capacity) {
    rowOfTableAnchor = new int[tableSize];
    tableAnchors = new int[tableSize];
    imageOfRow = new int[maxRows(tableSize, capacity)];
    anchorRow = new int[capacity];
    positiveRow = new int[capacity];
    negativeRow = new int[capacity];
  }

  /** Rows that {@code capacity} triplets may need. */
  public static int maxRows(int tableSize, int capacity) {
    // An arm uses images or table rows as anchors, but nothing here forbids a mixture.
    return Math.min(tableSize, capacity) + 3 * capacity;
  }

  /** Lays out {@code count} triplets from {@code first} on. */
  public void plan(TripletIndices triplets, int first, int count) {
    planTableAnchors(triplets.anchor(), first, count);
    rows = tableRows;
    for (int i = 0; i < count; i++) {
      int anchor = triplets.anchor()[first + i];
      if (anchor >= 0) {
        anchorRow[i] = addImage(anchor);
      } else {
        anchorRow[i] = rowOfTableAnchor[TripletIndices.tableRow(anchor)];
      }
      positiveRow[i] = addImage(triplets.positive()[first + i]);
      negativeRow[i] = addImage(triplets.negative()[first + i]);
    }
  }

  /** Lays out images that belong to no triplet. */
  public void plan(int[] images, int from, int to) {
    tableRows = 0;
    rows = 0;
    for (int i = from; i < to; i++) {
      addImage(images[i]);
    }
  }

  private int addImage(int image) {
    imageOfRow[rows] = image;
    return rows++;
  }

  private void planTableAnchors(int[] anchors, int first, int count) {
    Arrays.fill(rowOfTableAnchor, UNUSED);
    tableRows = 0;
    for (int i = first; i < first + count; i++) {
      if (anchors[i] < 0) {
        int tableRow = TripletIndices.tableRow(anchors[i]);
        if (rowOfTableAnchor[tableRow] == UNUSED) {
          rowOfTableAnchor[tableRow] = tableRows;
          tableAnchors[tableRows++] = tableRow;
        }
      }
    }
  }
}
