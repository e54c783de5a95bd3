package anchorbench.engine.reference;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;

/** What triplets refer to, as a network's input: float32 [pixels]. */
record ScaledRows(ImageSet images, AnchorTable anchors, PixelScaling scaling) {
  ScaledRows {
    scaling.requireFits(images.shape());
  }

  /** An image by position. */
  float[] image(int image) {
    float[] row = new float[images.pixelsPerImage()];
    for (int p = 0; p < row.length; p++) {
      row[p] = images.pixel(image, p);
    }
    return scaling.scaled(row);
  }

  /** An anchor by its index in {@link TripletIndices}: an image or a row of the table. */
  float[] anchor(int anchor) {
    return anchor >= 0
        ? image(anchor)
        : scaling.scaled(anchors.row(TripletIndices.tableRow(anchor)));
  }
}
