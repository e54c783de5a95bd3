package anchorbench.engine.reference;

import anchorbench.data.LabelledImages;
import anchorbench.engine.ImageStore;
import anchorbench.triplet.AnchorTable;
import anchorbench.triplet.TripletIndices;

/** Images where they are. */
record ReferenceImages(LabelledImages images) implements ImageStore {
  @Override
  public int count() {
    return images.count();
  }

  @Override
  public int pixelsPerImage() {
    return images.pixelsPerImage();
  }

  /** float32 [pixels]. */
  float[] scaled(int image, float pixelScale) {
    float[] row = new float[pixelsPerImage()];
    for (int p = 0; p < row.length; p++) {
      row[p] = images.pixel(image, p) * pixelScale;
    }
    return row;
  }

  static float[] scaled(float[] values, float pixelScale) {
    float[] row = new float[values.length];
    for (int p = 0; p < row.length; p++) {
      row[p] = values[p] * pixelScale;
    }
    return row;
  }

  /** The scaled anchor, an image or a row of the table. */
  float[] scaledAnchor(AnchorTable anchors, int anchor, float pixelScale) {
    return anchor >= 0
        ? scaled(anchor, pixelScale)
        : scaled(anchors.row(TripletIndices.tableRow(anchor)), pixelScale);
  }

  @Override
  public void close() {}
}
