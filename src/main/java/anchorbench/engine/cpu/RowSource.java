package anchorbench.engine.cpu;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.triplet.AnchorTable;

/**
 * What input rows are made of.
 *
 * @param scaling of pixels and of the table's numbers
 */
record RowSource(ImageSet images, AnchorTable table, PixelScaling scaling) {
  RowSource {
    scaling.requireFits(images.shape());
  }

  /** Numbers of a row. */
  int pixels() {
    return table.pixels();
  }
}
