package anchorbench.engine.cuda;

import anchorbench.data.PixelScaling;
import anchorbench.triplet.AnchorTable;

/**
 * What input rows are made of.
 *
 * @param table float32 [rows, pixels], anchors that are no images
 * @param scaling of pixels and of the table's numbers
 * @param pairs float32 [pairs, 2], the scaling's numbers on the card
 */
record RowSource(CudaImages images, DeviceBuffer table, PixelScaling scaling, DeviceBuffer pairs) {
  /**
   * Puts a table and a scaling on the card.
   *
   * @param owner closes them
   * @param what they are for, in words
   * @throws anchorbench.InputException if the images have other channels than the scaling
   */
  static RowSource on(
      Stream stream,
      Resources owner,
      String what,
      CudaImages images,
      AnchorTable anchors,
      PixelScaling scaling) {
    Context context = stream.context();
    scaling.requireFits(images.shape());
    return new RowSource(
        images,
        owner.add(DeviceBuffer.of(context, stream, what, anchors.values())),
        scaling,
        owner.add(DeviceBuffer.of(context, stream, what, scaling.values())));
  }

  /** Pixels that share a pair of factor and offset. */
  int plane() {
    return scaling.plane(images.pixelsPerImage());
  }
}
