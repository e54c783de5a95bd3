package anchorbench.engine.cuda;

import anchorbench.data.Shape;

/** How the numbers of an image lie on the card. */
enum TensorOrder {
  /** Channel, row, column: as images are stored and gathered. */
  PLANES,
  /** Row, column, channel. */
  CHANNELS_LAST;

  /** Numbers from one channel to the next. */
  int channelStride(Shape image) {
    return this == PLANES ? image.height() * image.width() : 1;
  }

  /** Numbers from one pixel to the next. */
  int pixelStride(Shape image) {
    return this == PLANES ? 1 : image.channels();
  }
}
