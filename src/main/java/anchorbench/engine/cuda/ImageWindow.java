package anchorbench.engine.cuda;

import anchorbench.network.layer.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What convolutions and pools have in common: a window that slides over a layer's images. {@code
 * struct ImageWindow} of {@code image_window.cu}.
 */
record ImageWindow(
    ImageTensor in, ImageTensor out, int height, int width, int stride, int padding) {
  private static final int INTS = 13;

  static ImageWindow of(ImageTensor in, ImageTensor out, Window window) {
    return new ImageWindow(
        in, out, window.size(), window.size(), window.stride(), window.padding());
  }

  /** A window with one place, which sees the whole image. */
  static ImageWindow whole(ImageTensor in, ImageTensor out) {
    return new ImageWindow(in, out, in.shape().height(), in.shape().width(), 1, 0);
  }

  /** As C lays it out. */
  byte[] struct() {
    return ByteBuffer.allocate(INTS * Integer.BYTES)
        .order(ByteOrder.nativeOrder())
        .putInt(in.shape().channels())
        .putInt(in.shape().height())
        .putInt(in.shape().width())
        .putInt(out.shape().height())
        .putInt(out.shape().width())
        .putInt(height)
        .putInt(width)
        .putInt(stride)
        .putInt(padding)
        .putInt(in.order().channelStride(in.shape()))
        .putInt(in.order().pixelStride(in.shape()))
        .putInt(out.order().channelStride(out.shape()))
        .putInt(out.order().pixelStride(out.shape()))
        .array();
  }
}
