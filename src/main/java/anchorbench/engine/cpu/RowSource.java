package anchorbench.engine.cpu;

import anchorbench.data.ImageSet;
import anchorbench.triplet.AnchorTable;

/**
 * What input rows are made of.
 *
 * @param pixelScale factor on pixels and on the table's numbers
 */
record RowSource(ImageSet images, AnchorTable table, float pixelScale) {
  /** Numbers of a row. */
  int pixels() {
    return table.pixels();
  }
}
