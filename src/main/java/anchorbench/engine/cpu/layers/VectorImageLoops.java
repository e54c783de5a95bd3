package anchorbench.engine.cpu.layers;

import anchorbench.data.Shape;
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

  private static FloatVector load(MemorySegment values, long at) {
    return FloatVector.fromMemorySegment(FLOATS, values, at * Float.BYTES, NATIVE);
  }

  private static void store(FloatVector vector, MemorySegment values, long at) {
    vector.intoMemorySegment(values, at * Float.BYTES, NATIVE);
  }

  @Override
  void rectify(MemorySegment in, MemorySegment out, int count) {
    // The last vector may end in the next row, which is written after this one, or in padding.
    for (int i = 0; i < count; i += LANES) {
      store(load(in, i).max(0f), out, i);
    }
  }

  @Override
  void rectifyGradient(MemorySegment out, MemorySegment delta, MemorySegment below, int count) {
    FloatVector zero = FloatVector.zero(FLOATS);
    int bound = FLOATS.loopBound(count);
    for (int i = 0; i < bound; i += LANES) {
      VectorMask<Float> alive = load(out, i).compare(VectorOperators.GT, 0f);
      store(zero.blend(load(delta, i), alive), below, i);
    }
    for (int i = bound; i < count; i++) {
      rectifyGradientAt(i, out, delta, below);
    }
  }

  @Override
  void maxPoolLine(
      PoolShape shape, int row, int oy, MemorySegment in, MemorySegment out, MemorySegment chosen) {
    if (shape.isQuarters() && shape.in().channels() % LANES == 0) {
      quartersLine(shape, row, oy, in, out, chosen);
    } else {
      anyLine(shape, row, oy, in, out, chosen);
    }
  }

  /** Windows of 2x2 beside each other, which nearly all are. */
  private static void quartersLine(
      PoolShape shape, int row, int oy, MemorySegment in, MemorySegment out, MemorySegment chosen) {
    int channels = shape.in().channels();
    long below = (long) shape.in().width() * channels;
    long at = shape.output(row, oy, 0);
    long input = shape.input(row, oy, 0, 0, 0);
    boolean relu = shape.relu();
    for (int ox = 0; ox < shape.out().width(); ox++, at += channels, input += 2L * channels) {
      for (int c = 0; c < channels; c += LANES) {
        FloatVector s0 = load(in, input + c);
        FloatVector s1 = load(in, input + c + channels);
        FloatVector s2 = load(in, input + c + below);
        FloatVector s3 = load(in, input + c + below + channels);
        VectorMask<Float> larger = s1.compare(VectorOperators.GT, s0);
        FloatVector best = s0.blend(s1, larger);
        IntVector code = IntVector.zero(INTS).blend(1, larger.cast(INTS));
        larger = s2.compare(VectorOperators.GT, best);
        best = best.blend(s2, larger);
        code = code.blend(2, larger.cast(INTS));
        larger = s3.compare(VectorOperators.GT, best);
        best = best.blend(s3, larger);
        code = code.blend(3, larger.cast(INTS));
        if (relu) {
          VectorMask<Float> alive = best.compare(VectorOperators.GT, 0f);
          best = FloatVector.zero(FLOATS).blend(best, alive);
          code = IntVector.broadcast(INTS, NONE).blend(code, alive.cast(INTS));
        }
        // No comparison is true of a NaN, which must be seen: the sum of all is one then.
        FloatVector sum = s0.add(s1).add(s2.add(s3));
        best = best.blend(sum, sum.compare(VectorOperators.NE, sum));
        store(best, out, at + c);
        code.intoMemorySegment(chosen, (at + c) * Integer.BYTES, NATIVE);
      }
    }
  }

  private static void anyLine(
      PoolShape shape, int row, int oy, MemorySegment in, MemorySegment out, MemorySegment chosen) {
    IntVector nobody = IntVector.broadcast(INTS, NONE);
    int channels = shape.in().channels();
    int bound = FLOATS.loopBound(channels);
    for (int ox = 0; ox < shape.out().width(); ox++) {
      long at = shape.output(row, oy, ox);
      for (int c = 0; c < bound; c += LANES) {
        FloatVector best = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        IntVector code = nobody;
        for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
          for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
            FloatVector value = load(in, shape.input(row, oy, ox, ky, kx) + c);
            // The maximum with a NaN is a NaN, which must be seen; testing for it took four times
            // as long as all the rest.
            VectorMask<Float> larger = value.compare(VectorOperators.GT, best);
            best = best.max(value);
            code = code.blend(ky * shape.window().size() + kx, larger.cast(INTS));
          }
        }
        if (shape.relu()) {
          code = nobody.blend(code, best.compare(VectorOperators.GT, 0f).cast(INTS));
          best = best.max(0f);
        }
        store(best, out, at + c);
        code.intoMemorySegment(chosen, (at + c) * Integer.BYTES, NATIVE);
      }
      for (int c = bound; c < channels; c++) {
        maxPoolAt(c, shape, row, oy, ox, new Pooled(in, out, chosen));
      }
    }
  }

  @Override
  void maxPoolGradientLine(
      PoolShape shape,
      int row,
      int oy,
      MemorySegment delta,
      MemorySegment chosen,
      MemorySegment below) {
    if (shape.isQuarters() && shape.in().channels() % LANES == 0) {
      quartersGradientLine(shape, row, oy, delta, chosen, below);
    } else {
      anyGradientLine(shape, row, oy, delta, chosen, below);
    }
  }

  private static void quartersGradientLine(
      PoolShape shape,
      int row,
      int oy,
      MemorySegment delta,
      MemorySegment chosen,
      MemorySegment below) {
    FloatVector zero = FloatVector.zero(FLOATS);
    int channels = shape.in().channels();
    long next = (long) shape.in().width() * channels;
    long at = shape.output(row, oy, 0);
    long input = shape.input(row, oy, 0, 0, 0);
    for (int ox = 0; ox < shape.out().width(); ox++, at += channels, input += 2L * channels) {
      for (int c = 0; c < channels; c += LANES) {
        FloatVector loss = load(delta, at + c);
        IntVector code =
            IntVector.fromMemorySegment(INTS, chosen, (at + c) * Integer.BYTES, NATIVE);
        long to = input + c;
        store(zero.blend(loss, code.compare(VectorOperators.EQ, 0).cast(FLOATS)), below, to);
        store(
            zero.blend(loss, code.compare(VectorOperators.EQ, 1).cast(FLOATS)),
            below,
            to + channels);
        store(zero.blend(loss, code.compare(VectorOperators.EQ, 2).cast(FLOATS)), below, to + next);
        store(
            zero.blend(loss, code.compare(VectorOperators.EQ, 3).cast(FLOATS)),
            below,
            to + next + channels);
      }
    }
  }

  private static void anyGradientLine(
      PoolShape shape,
      int row,
      int oy,
      MemorySegment delta,
      MemorySegment chosen,
      MemorySegment below) {
    FloatVector zero = FloatVector.zero(FLOATS);
    boolean partition = shape.isPartition();
    int channels = shape.in().channels();
    int bound = FLOATS.loopBound(channels);
    for (int ox = 0; ox < shape.out().width(); ox++) {
      long at = shape.output(row, oy, ox);
      for (int c = 0; c < bound; c += LANES) {
        FloatVector loss = load(delta, at + c);
        IntVector code =
            IntVector.fromMemorySegment(INTS, chosen, (at + c) * Integer.BYTES, NATIVE);
        for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
          for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
            long input = shape.input(row, oy, ox, ky, kx) + c;
            int tap = ky * shape.window().size() + kx;
            VectorMask<Float> its = code.compare(VectorOperators.EQ, tap).cast(FLOATS);
            FloatVector part = zero.blend(loss, its);
            store(partition ? part : load(below, input).add(part), below, input);
          }
        }
      }
      for (int c = bound; c < channels; c++) {
        maxPoolGradientAt(c, shape, row, oy, ox, new Pooled(delta, below, chosen));
      }
    }
  }

  @Override
  void averagePoolLine(PoolShape shape, int row, int oy, MemorySegment in, MemorySegment out) {
    int channels = shape.in().channels();
    int bound = FLOATS.loopBound(channels);
    for (int ox = 0; ox < shape.out().width(); ox++) {
      float share = shape.share(oy, ox);
      for (int c = 0; c < bound; c += LANES) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
          for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
            sum = sum.add(load(in, shape.input(row, oy, ox, ky, kx) + c));
          }
        }
        store(sum.mul(share), out, shape.output(row, oy, ox) + c);
      }
      for (int c = bound; c < channels; c++) {
        averagePoolAt(c, shape, row, oy, ox, in, out);
      }
    }
  }

  @Override
  void averagePoolGradientLine(
      PoolShape shape, int row, int oy, MemorySegment delta, MemorySegment below) {
    int channels = shape.in().channels();
    int bound = FLOATS.loopBound(channels);
    for (int ox = 0; ox < shape.out().width(); ox++) {
      float share = shape.share(oy, ox);
      for (int c = 0; c < bound; c += LANES) {
        FloatVector part = load(delta, shape.output(row, oy, ox) + c).mul(share);
        for (int ky = shape.firstRow(oy); ky < shape.endRow(oy); ky++) {
          for (int kx = shape.firstColumn(ox); kx < shape.endColumn(ox); kx++) {
            long input = shape.input(row, oy, ox, ky, kx) + c;
            store(load(below, input).add(part), below, input);
          }
        }
      }
      for (int c = bound; c < channels; c++) {
        averagePoolGradientAt(c, shape, row, oy, ox, delta, below);
      }
    }
  }

  @Override
  void channelMeansOf(Shape image, int row, MemorySegment in, MemorySegment out) {
    int places = image.height() * image.width();
    int channels = image.channels();
    int bound = FLOATS.loopBound(channels);
    for (int c = 0; c < bound; c += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int place = 0; place < places; place++) {
        sum = sum.add(load(in, ((long) row * places + place) * channels + c));
      }
      store(sum.mul(1f / places), out, (long) row * channels + c);
    }
    for (int c = bound; c < channels; c++) {
      channelMeanAt(c, image, row, in, out);
    }
  }
}
