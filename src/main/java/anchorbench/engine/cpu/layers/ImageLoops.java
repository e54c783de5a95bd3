package anchorbench.engine.cpu.layers;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import anchorbench.data.Shape;
import anchorbench.network.layer.Window;
import java.lang.foreign.MemorySegment;

/**
 * The loops of layers without weights, number by number: what machines without the vector module
 * get, and what {@link VectorImageLoops} must equal bit by bit. Segments hold float32 [rows,
 * height, width, channels] from their beginning.
 */
public class ImageLoops {
  /** Chosen by nobody: a ReLU followed and let nothing through. */
  static final int NONE = -1;

  /** {@code out[row, y, x, c] = in[row, c, y, x]}. */
  final void toChannelsLast(MemorySegment in, Shape image, int rows, MemorySegment out) {
    int channels = image.channels();
    int places = image.height() * image.width();
    for (int row = 0; row < rows; row++) {
      long at = (long) row * image.size();
      for (int place = 0; place < places; place++) {
        for (int c = 0; c < channels; c++) {
          float value = in.getAtIndex(JAVA_FLOAT, at + (long) c * places + place);
          out.setAtIndex(JAVA_FLOAT, at + (long) place * channels + c, value);
        }
      }
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
      float kept = out.getAtIndex(JAVA_FLOAT, i) > 0 ? delta.getAtIndex(JAVA_FLOAT, i) : 0;
      below.setAtIndex(JAVA_FLOAT, i, kept);
    }
  }

  /**
   * The largest of each window, after a ReLU if asked.
   *
   * @param chosen int32, like {@code out}: which of its window's inputs, by rows, it was; {@link
   *     #NONE} if the ReLU let nothing through
   */
  void maxPool(
      PoolShape shape,
      boolean relu,
      int rows,
      MemorySegment in,
      MemorySegment out,
      MemorySegment chosen) {
    Window window = shape.window();
    Shape image = shape.in();
    int channels = image.channels();
    long at = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++) {
          for (int c = 0; c < channels; c++, at++) {
            float best = Float.NEGATIVE_INFINITY;
            int code = NONE;
            for (int ky = 0; ky < window.size(); ky++) {
              int y = window.start(oy) + ky;
              for (int kx = 0; kx < window.size(); kx++) {
                int x = window.start(ox) + kx;
                if (y < 0 || y >= image.height() || x < 0 || x >= image.width()) {
                  continue;
                }
                float value = in.getAtIndex(JAVA_FLOAT, place(image, row, y, x) + c);
                // A NaN is larger than anything: it must be seen.
                if (code == NONE || value > best || Float.isNaN(value)) {
                  best = value;
                  code = ky * window.size() + kx;
                }
              }
            }
            out.setAtIndex(JAVA_FLOAT, at, relu ? Math.max(0, best) : best);
            chosen.setAtIndex(JAVA_INT, at, relu && !(best > 0) ? NONE : code);
          }
        }
      }
    }
  }

  /** Number of the first channel of a pixel. */
  static long place(Shape image, int row, int y, int x) {
    return (((long) row * image.height() + y) * image.width() + x) * image.channels();
  }

  /**
   * Loss by input: each output's goes to the input that it was.
   *
   * @param below written
   */
  void maxPoolGradient(
      PoolShape shape, int rows, MemorySegment delta, MemorySegment chosen, MemorySegment below) {
    clear(shape, rows, below);
    Window window = shape.window();
    Shape image = shape.in();
    long at = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++) {
          for (int c = 0; c < image.channels(); c++, at++) {
            int code = chosen.getAtIndex(JAVA_INT, at);
            if (code != NONE) {
              int y = window.start(oy) + code / window.size();
              int x = window.start(ox) + code % window.size();
              add(below, place(image, row, y, x) + c, delta.getAtIndex(JAVA_FLOAT, at));
            }
          }
        }
      }
    }
  }

  static void clear(PoolShape shape, int rows, MemorySegment below) {
    below.asSlice(0, (long) rows * shape.in().size() * Float.BYTES).fill((byte) 0);
  }

  private static void add(MemorySegment values, long at, float amount) {
    values.setAtIndex(JAVA_FLOAT, at, values.getAtIndex(JAVA_FLOAT, at) + amount);
  }

  /** The mean of each window over what of it lies in the image. */
  void averagePool(PoolShape shape, int rows, MemorySegment in, MemorySegment out) {
    Window window = shape.window();
    Shape image = shape.in();
    long at = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++) {
          float share = 1f / shape.inside(oy, ox);
          for (int c = 0; c < image.channels(); c++, at++) {
            float sum = 0;
            for (int ky = 0; ky < window.size(); ky++) {
              int y = window.start(oy) + ky;
              for (int kx = 0; kx < window.size(); kx++) {
                int x = window.start(ox) + kx;
                if (y >= 0 && y < image.height() && x >= 0 && x < image.width()) {
                  sum += in.getAtIndex(JAVA_FLOAT, place(image, row, y, x) + c);
                }
              }
            }
            out.setAtIndex(JAVA_FLOAT, at, sum * share);
          }
        }
      }
    }
  }

  /**
   * Loss by input: each output's in equal parts to its window.
   *
   * @param below written
   */
  void averagePoolGradient(PoolShape shape, int rows, MemorySegment delta, MemorySegment below) {
    clear(shape, rows, below);
    Window window = shape.window();
    Shape image = shape.in();
    long at = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++) {
          float share = 1f / shape.inside(oy, ox);
          for (int c = 0; c < image.channels(); c++, at++) {
            float part = delta.getAtIndex(JAVA_FLOAT, at) * share;
            for (int ky = 0; ky < window.size(); ky++) {
              int y = window.start(oy) + ky;
              for (int kx = 0; kx < window.size(); kx++) {
                int x = window.start(ox) + kx;
                if (y >= 0 && y < image.height() && x >= 0 && x < image.width()) {
                  add(below, place(image, row, y, x) + c, part);
                }
              }
            }
          }
        }
      }
    }
  }

  /** The mean of each channel. */
  void channelMeans(Shape image, int rows, MemorySegment in, MemorySegment out) {
    int places = image.height() * image.width();
    float share = 1f / places;
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < image.channels(); c++) {
        float sum = 0;
        for (int place = 0; place < places; place++) {
          long at = ((long) row * places + place) * image.channels() + c;
          sum += in.getAtIndex(JAVA_FLOAT, at);
        }
        out.setAtIndex(JAVA_FLOAT, (long) row * image.channels() + c, sum * share);
      }
    }
  }

  /** Loss by input: each mean's in equal parts to its channel. */
  void channelMeansGradient(Shape image, int rows, MemorySegment delta, MemorySegment below) {
    int places = image.height() * image.width();
    float share = 1f / places;
    for (int row = 0; row < rows; row++) {
      for (int place = 0; place < places; place++) {
        for (int c = 0; c < image.channels(); c++) {
          float part = delta.getAtIndex(JAVA_FLOAT, (long) row * image.channels() + c) * share;
          below.setAtIndex(JAVA_FLOAT, ((long) row * places + place) * image.channels() + c, part);
        }
      }
    }
  }
}
