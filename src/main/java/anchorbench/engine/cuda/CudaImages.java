package anchorbench.engine.cuda;

import anchorbench.data.ClassIndex;
import anchorbench.data.ImageSet;
import anchorbench.data.Shape;
import anchorbench.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Images on the card, uint8 [count, pitch]: rows are padded to whole vectors of 16 pixels, so that
 * every row can be read in such. Their order by class lies beside them.
 */
final class CudaImages implements AutoCloseable {
  /** Pixels that a thread reads at once. */
  static final int VECTOR = 16;

  /** Rows are padded in pieces of about this size on their way. */
  private static final long PIECE_BYTES = 16 << 20;

  private static final String WHAT = "the images";

  private final Resources owned = new Resources();
  private final int count;
  private final Shape shape;
  private final int pixelsPerImage;
  private final ClassIndex index;
  private final int pitch;
  private final DeviceBuffer pixels;
  private final DeviceBuffer order;
  private final DeviceBuffer classStart;

  CudaImages(Context context, Stream stream, ImageSet images) {
    count = images.count();
    shape = images.shape();
    pixelsPerImage = images.pixelsPerImage();
    index = new ClassIndex(images);
    pitch = Math.ceilDiv(pixelsPerImage, VECTOR) * VECTOR;
    try {
      pixels = owned.add(new DeviceBuffer(context, stream, WHAT, (long) count * pitch));
      try (ImageSet.Scan _ = images.scan()) {
        upload(stream, images);
      }
      order = owned.add(DeviceBuffer.of(context, stream, WHAT, index.order()));
      classStart = owned.add(DeviceBuffer.of(context, stream, WHAT, index.starts()));
    } catch (RuntimeException e) {
      owned.close();
      throw e;
    }
  }

  private void upload(Stream stream, ImageSet images) {
    if (pitch == pixelsPerImage) {
      stream.copyToDevice(pixels.address(), images.pixels(), (long) count * pitch);
      stream.synchronise();
      return;
    }
    int rows = Math.clamp(PIECE_BYTES / pitch, 1, Math.max(1, count));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment piece = NativeMemory.allocate(arena, (long) rows * pitch);
      for (int first = 0; first < count; first += rows) {
        int some = Math.min(rows, count - first);
        for (int i = 0; i < some; i++) {
          MemorySegment.copy(
              images.pixels(),
              (long) (first + i) * pixelsPerImage,
              piece,
              (long) i * pitch,
              pixelsPerImage);
        }
        stream.copyToDevice(pixels.address() + (long) first * pitch, piece, (long) some * pitch);
        stream.synchronise();
      }
    }
  }

  int count() {
    return count;
  }

  Shape shape() {
    return shape;
  }

  int pixelsPerImage() {
    return pixelsPerImage;
  }

  int classes() {
    return index.classes();
  }

  ClassIndex index() {
    return index;
  }

  /** Bytes from one row to the next. */
  int pitch() {
    return pitch;
  }

  DeviceBuffer pixels() {
    return pixels;
  }

  /** int32 [count]: positions, class by class. */
  DeviceBuffer order() {
    return order;
  }

  /** int32 [classes + 1]: where each class begins in {@link #order}. */
  DeviceBuffer classStart() {
    return classStart;
  }

  @Override
  public void close() {
    owned.close();
  }
}
