package anchorbench.engine.cpu.layers;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import anchorbench.data.Shape;
import java.lang.foreign.MemorySegment;

/**
 * The loops of layers without weights. Segments hold float32 [rows, height, width, channels] from
 * their beginning.
 *
 * <p>What is written here, number by number, is what machines without the vector module get, and
 * what {@link VectorImageLoops} does for the channels that fill no vector. A line of pixels is a
 * method of its own: it is called so often that it is compiled within a training's first step,
 * where one of whole blocks would be interpreted for seconds.
 */
public class ImageLoops {
  /** Chosen by nobody: a ReLU followed and let nothing through. */
  static final int NONE = -1;

  /** {@code out[row, y, x, c] = in[row, c, y, x]}. */
  final void toChannelsLast(MemorySegment in, Shape image, int rows, MemorySegment out) {
    int places = image.height() * image.width();
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < image.channels(); c++) {
        long at = (long) row * image.size();
        spreadPlane(in, at + (long) c * places, places, image.channels(), out, at + c);
      }
    }
  }

  private static void spreadPlane(
      MemorySegment in, long at, int places, int channels, MemorySegment out, long outAt) {
    for (int place = 0; place < places; place++) {
      float value = in.getAtIndex(JAVA_FLOAT, at + place);
      out.setAtIndex(JAVA_FLOAT, outAt + (long) place * channels, value);
    }
  }

  /** {@code out = max(0, in)}. */
  void rectify(MemorySegment in, MemorySegment out, int count) {
    for (int i = 0; i < count; i++) {
      out.setAtIndex(JAVA_FLOAT, i, Math.max(0, in.getAtIndex(JAVA_FLOAT, i)));
    }
  }

  /** {@code below = out > 0 ? delta : 0}; both may be the same. */
  void rectifyGradient(MemorySegment out, MemorySegment delta, MemorySegment below, int count) {
    for (int i = 0; i < count; i++) {
      rectifyGradientAt(i, out, delta, below);
    }
  }

  static void rectifyGradientAt(
      int i, MemorySegment out, MemorySegment delta, MemorySegment below) {
    float kept = out.getAtIndex(JAVA_FLOAT, i) > 0 ? delta.getAtIndex(JAVA_FLOAT, i) : 0;
    below.setAtIndex(JAVA_FLOAT, i, kept);
  }

  /**
   * The largest of each window, after a ReLU if there is one.
   *
   * @param chosen int32, like {@code out}: which of its window's inputs, by rows, it was; {@link
   *     #NONE} if the ReLU let nothing through
   */
  final void maxPool(
      PoolShape shape, int rows, MemorySegment in, MemorySegment out, MemorySegment chosen) {
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        maxPoolLine(shape, row, oy, in, out, chosen);
      }
    }
  }

  void maxPoolLine(
      PoolShape shape, int row, int oy, MemorySegment in, MemorySegment out, MemorySegment chosen) {
    for (int ox = 0; ox < shape.out().width(); ox++) {
      for (int c = 0; c < shape.in().channels(); c++) {
        maxPoolAt(c, shape, row, oy, ox, new Pooled(in, out, chosen));
      }
    }
  }

  /** What a max pool reads and writes. */
  record Pooled(MemorySegment in, MemorySegment out, MemorySegment chosen) {}

  static void maxPoolAt(int c, PoolShape shape, int row, int oy, int ox, Pooled memory) {
    float best = Float.NEGATIVE_INFINITY;
    int code = NONE;
    for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
      for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
        float value = memory.in.getAtIndex(JAVA_FLOAT, shape.input(row, oy, ox, ky, kx) + c);
        // A NaN is larger than anything: it must be seen.
        if (code == NONE || value > best || Float.isNaN(value)) {
          best = value;
          code = ky * shape.window().size() + kx;
        }
      }
    }
    long at = shape.output(row, oy, ox) + c;
    memory.out.setAtIndex(JAVA_FLOAT, at, shape.relu() ? Math.max(0, best) : best);
    memory.chosen.setAtIndex(JAVA_INT, at, shape.relu() && !(best > 0) ? NONE : code);
  }

  /**
   * Loss by input: each output's goes to the input that it was.
   *
   * @param below written
   */
  final void maxPoolGradient(
      PoolShape shape, int rows, MemorySegment delta, MemorySegment chosen, MemorySegment below) {
    if (!shape.isPartition()) {
      clear(shape, rows, below);
    }
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        maxPoolGradientLine(shape, row, oy, delta, chosen, below);
      }
    }
  }

  void maxPoolGradientLine(
      PoolShape shape,
      int row,
      int oy,
      MemorySegment delta,
      MemorySegment chosen,
      MemorySegment below) {
    for (int ox = 0; ox < shape.out().width(); ox++) {
      for (int c = 0; c < shape.in().channels(); c++) {
        maxPoolGradientAt(c, shape, row, oy, ox, new Pooled(delta, below, chosen));
      }
    }
  }

  /**
   * @param memory the loss by output in, that by input out
   */
  static void maxPoolGradientAt(int c, PoolShape shape, int row, int oy, int ox, Pooled memory) {
    long at = shape.output(row, oy, ox) + c;
    int code = memory.chosen.getAtIndex(JAVA_INT, at);
    float loss = memory.in.getAtIndex(JAVA_FLOAT, at);
    boolean partition = shape.isPartition();
    for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
      for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
        long input = shape.input(row, oy, ox, ky, kx) + c;
        float part = code == ky * shape.window().size() + kx ? loss : 0;
        float before = partition ? 0 : memory.out.getAtIndex(JAVA_FLOAT, input);
        memory.out.setAtIndex(JAVA_FLOAT, input, before + part);
      }
    }
  }

  private static void clear(PoolShape shape, int rows, MemorySegment below) {
    below.asSlice(0, (long) rows * shape.in().size() * Float.BYTES).fill((byte) 0);
  }

  /** The mean of each window over what of it lies in the image. */
  final void averagePool(PoolShape shape, int rows, MemorySegment in, MemorySegment out) {
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        averagePoolLine(shape, row, oy, in, out);
      }
    }
  }

  void averagePoolLine(PoolShape shape, int row, int oy, MemorySegment in, MemorySegment out) {
    for (int ox = 0; ox < shape.out().width(); ox++) {
      for (int c = 0; c < shape.in().channels(); c++) {
        averagePoolAt(c, shape, row, oy, ox, in, out);
      }
    }
  }

  static void averagePoolAt(
      int c, PoolShape shape, int row, int oy, int ox, MemorySegment in, MemorySegment out) {
    float sum = 0;
    for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
      for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
        sum += in.getAtIndex(JAVA_FLOAT, shape.input(row, oy, ox, ky, kx) + c);
      }
    }
    out.setAtIndex(JAVA_FLOAT, shape.output(row, oy, ox) + c, sum * shape.share(oy, ox));
  }

  /**
   * Loss by input: each output's in equal parts to its window.
   *
   * @param below written
   */
  final void averagePoolGradient(
      PoolShape shape, int rows, MemorySegment delta, MemorySegment below) {
    clear(shape, rows, below);
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        averagePoolGradientLine(shape, row, oy, delta, below);
      }
    }
  }

  void averagePoolGradientLine(
      PoolShape shape, int row, int oy, MemorySegment delta, MemorySegment below) {
    for (int ox = 0; ox < shape.out().width(); ox++) {
      for (int c = 0; c < shape.in().channels(); c++) {
        averagePoolGradientAt(c, shape, row, oy, ox, delta, below);
      }
    }
  }

  static void averagePoolGradientAt(
      int c, PoolShape shape, int row, int oy, int ox, MemorySegment delta, MemorySegment below) {
    float loss = delta.getAtIndex(JAVA_FLOAT, shape.output(row, oy, ox) + c);
    float part = loss * shape.share(oy, ox);
    for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
      for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
        long input = shape.input(row, oy, ox, ky, kx) + c;
        below.setAtIndex(JAVA_FLOAT, input, below.getAtIndex(JAVA_FLOAT, input) + part);
      }
    }
  }

  /** The mean of each channel. */
  final void channelMeans(Shape image, int rows, MemorySegment in, MemorySegment out) {
    for (int row = 0; row < rows; row++) {
      channelMeansOf(image, row, in, out);
    }
  }

  void channelMeansOf(Shape image, int row, MemorySegment in, MemorySegment out) {
    for (int c = 0; c < image.channels(); c++) {
      channelMeanAt(c, image, row, in, out);
    }
  }

  static void channelMeanAt(int c, Shape image, int row, MemorySegment in, MemorySegment out) {
    int places = image.height() * image.width();
    float sum = 0;
    for (int place = 0; place < places; place++) {
      sum += in.getAtIndex(JAVA_FLOAT, ((long) row * places + place) * image.channels() + c);
    }
    out.setAtIndex(JAVA_FLOAT, (long) row * image.channels() + c, sum * (1f / places));
  }

  /** Loss by input: each mean's in equal parts to its channel. */
  final void channelMeansGradient(Shape image, int rows, MemorySegment delta, MemorySegment below) {
    for (int row = 0; row < rows; row++) {
      channelMeansGradientOf(image, row, delta, below);
    }
  }

  private static void channelMeansGradientOf(
      Shape image, int row, MemorySegment delta, MemorySegment below) {
    int places = image.height() * image.width();
    int channels = image.channels();
    float share = 1f / places;
    for (int place = 0; place < places; place++) {
      for (int c = 0; c < channels; c++) {
        float part = delta.getAtIndex(JAVA_FLOAT, (long) row * channels + c) * share;
        below.setAtIndex(JAVA_FLOAT, ((long) row * places + place) * channels + c, part);
      }
    }
  }
}
