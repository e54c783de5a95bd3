package anchorbench.engine.reference;

import anchorbench.data.ImageSet;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;

/** What triplets refer to, as a network's input: float32 [pixels]. */
record ScaledRows(ImageSet images, AnchorTable anchors, float pixelScale) {
  /** An image by position. */
  float[] image(int image) {
    float[] row = new float[images.pixelsPerImage()];
    for (int p = 0; p < row.length; p++) {
      row[p] = images.pixel(image, p) * pixelScale;
    }
    return row;
  }

  /** An anchor by its index in {@link TripletIndices}: an image or a row of the table. */
  float[] anchor(int anchor) {
    return anchor >= 0 ? image(anchor) : tableRow(TripletIndices.tableRow(anchor));
  }

  /** A row of the table. */
  float[] tableRow(int row) {
    return tableRow(anchors, row, pixelScale);
  }

  static float[] tableRow(AnchorTable table, int row, float pixelScale) {
    float[] values = table.row(row);
    for (int p = 0; p < values.length; p++) {
      values[p] *= pixelScale;
    }
    return values;
  }
}
