package anchorbench.engine.cpu.layers;

import anchorbench.data.Shape;
import anchorbench.network.layer.Window;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops with the Vector API: a vector is channels of one pixel. */
public final class VectorImageLoops extends ImageLoops {
  // Constants, every one: a species the compiler cannot see as such costs 40x.
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

  private static FloatVector load(MemorySegment values, long at, VectorMask<Float> lanes) {
    return FloatVector.fromMemorySegment(FLOATS, values, at * Float.BYTES, NATIVE, lanes);
  }

  private static void store(
      FloatVector vector, MemorySegment values, long at, VectorMask<Float> lanes) {
    vector.intoMemorySegment(values, at * Float.BYTES, NATIVE, lanes);
  }

  @Override
  void rectify(MemorySegment in, MemorySegment out, int count) {
    for (int i = 0; i < count; i += LANES) {
      VectorMask<Float> lanes = FLOATS.indexInRange(i, count);
      store(load(in, i, lanes).max(0f), out, i, lanes);
    }
  }

  @Override
  void rectifyGradient(MemorySegment out, MemorySegment delta, MemorySegment below, int count) {
    FloatVector zero = FloatVector.zero(FLOATS);
    for (int i = 0; i < count; i += LANES) {
      VectorMask<Float> lanes = FLOATS.indexInRange(i, count);
      VectorMask<Float> alive = load(out, i, lanes).compare(VectorOperators.GT, 0f);
      store(zero.blend(load(delta, i, lanes), alive), below, i, lanes);
    }
  }

  @Override
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
    long pixel = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++, pixel += channels) {
          for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> lanes = FLOATS.indexInRange(c, channels);
            FloatVector best = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            IntVector code = IntVector.broadcast(INTS, NONE);
            for (int ky = 0; ky < window.size(); ky++) {
              int y = window.start(oy) + ky;
              for (int kx = 0; kx < window.size(); kx++) {
                int x = window.start(ox) + kx;
                if (y < 0 || y >= image.height() || x < 0 || x >= image.width()) {
                  continue;
                }
                FloatVector value = load(in, place(image, row, y, x) + c, lanes);
                VectorMask<Float> larger =
                    value
                        .compare(VectorOperators.GT, best)
                        .or(value.test(VectorOperators.IS_NAN))
                        .or(code.compare(VectorOperators.EQ, NONE).cast(FLOATS));
                best = best.blend(value, larger);
                code = code.blend(ky * window.size() + kx, larger.cast(INTS));
              }
            }
            if (relu) {
              VectorMask<Float> alive = best.compare(VectorOperators.GT, 0f);
              code = IntVector.broadcast(INTS, NONE).blend(code, alive.cast(INTS));
              best = best.max(0f);
            }
            store(best, out, pixel + c, lanes);
            code.intoMemorySegment(chosen, (pixel + c) * Integer.BYTES, NATIVE, lanes.cast(INTS));
          }
        }
      }
    }
  }

  @Override
  void maxPoolGradient(
      PoolShape shape, int rows, MemorySegment delta, MemorySegment chosen, MemorySegment below) {
    boolean partition = shape.isPartition();
    if (!partition) {
      clear(shape, rows, below);
    }
    FloatVector zero = FloatVector.zero(FLOATS);
    Window window = shape.window();
    Shape image = shape.in();
    int channels = image.channels();
    long pixel = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++, pixel += channels) {
          for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> lanes = FLOATS.indexInRange(c, channels);
            FloatVector loss = load(delta, pixel + c, lanes);
            IntVector code =
                IntVector.fromMemorySegment(
                    INTS, chosen, (pixel + c) * Integer.BYTES, NATIVE, lanes.cast(INTS));
            for (int ky = 0; ky < window.size(); ky++) {
              int y = window.start(oy) + ky;
              for (int kx = 0; kx < window.size(); kx++) {
                int x = window.start(ox) + kx;
                if (y < 0 || y >= image.height() || x < 0 || x >= image.width()) {
                  continue;
                }
                long at = place(image, row, y, x) + c;
                int tap = ky * window.size() + kx;
                VectorMask<Float> its = code.compare(VectorOperators.EQ, tap).cast(FLOATS);
                FloatVector part = zero.blend(loss, its);
                store(partition ? part : load(below, at, lanes).add(part), below, at, lanes);
              }
            }
          }
        }
      }
    }
  }

  @Override
  void averagePool(PoolShape shape, int rows, MemorySegment in, MemorySegment out) {
    Window window = shape.window();
    Shape image = shape.in();
    int channels = image.channels();
    long pixel = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++, pixel += channels) {
          float share = 1f / shape.inside(oy, ox);
          for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> lanes = FLOATS.indexInRange(c, channels);
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int ky = 0; ky < window.size(); ky++) {
              int y = window.start(oy) + ky;
              for (int kx = 0; kx < window.size(); kx++) {
                int x = window.start(ox) + kx;
                if (y >= 0 && y < image.height() && x >= 0 && x < image.width()) {
                  sum = sum.add(load(in, place(image, row, y, x) + c, lanes));
                }
              }
            }
            store(sum.mul(share), out, pixel + c, lanes);
          }
        }
      }
    }
  }

  @Override
  void averagePoolGradient(PoolShape shape, int rows, MemorySegment delta, MemorySegment below) {
    clear(shape, rows, below);
    Window window = shape.window();
    Shape image = shape.in();
    int channels = image.channels();
    long pixel = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++, pixel += channels) {
          float share = 1f / shape.inside(oy, ox);
          for (int c = 0; c < channels; c += LANES) {
            VectorMask<Float> lanes = FLOATS.indexInRange(c, channels);
            FloatVector part = load(delta, pixel + c, lanes).mul(share);
            for (int ky = 0; ky < window.size(); ky++) {
              int y = window.start(oy) + ky;
              for (int kx = 0; kx < window.size(); kx++) {
                int x = window.start(ox) + kx;
                if (y >= 0 && y < image.height() && x >= 0 && x < image.width()) {
                  long at = place(image, row, y, x) + c;
                  store(load(below, at, lanes).add(part), below, at, lanes);
                }
              }
            }
          }
        }
      }
    }
  }

  @Override
  void channelMeans(Shape image, int rows, MemorySegment in, MemorySegment out) {
    int places = image.height() * image.width();
    int channels = image.channels();
    float share = 1f / places;
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c += LANES) {
        VectorMask<Float> lanes = FLOATS.indexInRange(c, channels);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int place = 0; place < places; place++) {
          sum = sum.add(load(in, ((long) row * places + place) * channels + c, lanes));
        }
        store(sum.mul(share), out, (long) row * channels + c, lanes);
      }
    }
  }

  @Override
  void channelMeansGradient(Shape image, int rows, MemorySegment delta, MemorySegment below) {
    int places = image.height() * image.width();
    int channels = image.channels();
    float share = 1f / places;
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < channels; c += LANES) {
        VectorMask<Float> lanes = FLOATS.indexInRange(c, channels);
        FloatVector part = load(delta, (long) row * channels + c, lanes).mul(share);
        for (int place = 0; place < places; place++) {
          store(part, below, ((long) row * places + place) * channels + c, lanes);
        }
      }
    }
  }
}
