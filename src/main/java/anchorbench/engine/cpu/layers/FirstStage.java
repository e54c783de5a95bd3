package anchorbench.engine.cpu.layers;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.network.layer.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The layers that most networks of images begin with, done at once: a convolution of 3x3 over a few
 * channels, a ReLU and a max pool of 2x2. A library spends as long on each of the last two as on
 * the first, because four numbers go to memory where one is kept, and wants vectors of input
 * channels where there are one or three. Here a vector is filters: four places of a window are
 * summed in registers, and only the largest leaves them. Backward, that one's loss is taken
 * straight to the weights, because nobody asks for the loss by an image.
 */
final class FirstStage extends WeightedStage {
  // Constants, every one: a species the compiler cannot see as such costs 40x.
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final int SIDE = 3;
  private static final int TAPS = SIDE * SIDE;

  private final int channels;
  private final int filters;

  /** An image's planes with their padding: rows of {@code pitch} numbers. */
  private final float[] planes;

  private final int pitch;
  private final int planeSize;
  private final int padding;

  /** [kernel height, kernel width, in, out], as the parameters are. */
  private final float[] weights;

  private final float[] bias;
  private final float[] gradient;
  private final float[] biasGradient;

  /** int32 [rows, out]: which place of its window each output was, by rows. */
  private final Activation chosen;

  /**
   * @param in images as they are gathered: [channels, height, width]
   * @param padding of the convolution
   */
  FirstStage(int padding, Activation in, Activation out, Arena arena, int capacity) {
    super(in, out);
    channels = in.shape.channels();
    filters = out.shape.channels();
    this.padding = padding;
    pitch = in.shape.width() + 2 * padding;
    planeSize = (in.shape.height() + 2 * padding) * pitch;
    planes = new float[channels * planeSize];
    weights = new float[TAPS * channels * filters];
    bias = new float[filters];
    gradient = new float[weights.length];
    biasGradient = new float[filters];
    chosen = new Activation(arena, out.shape, true, capacity);
  }

  /** Whether a convolution, with a ReLU and a pool behind it, is one of these. */
  static boolean fits(Window convolution, int filters, Window pool) {
    return convolution.size() == SIDE
        && convolution.stride() == 1
        && filters % LANES == 0
        && pool.equals(new Window(2, 2, 0));
  }

  @Override
  void setWeights(MemorySegment weight, MemorySegment biases) {
    MemorySegment.copy(weight, JAVA_FLOAT, 0, weights, 0, weights.length);
    MemorySegment.copy(biases, JAVA_FLOAT, 0, bias, 0, filters);
    Arrays.fill(gradient, 0);
    Arrays.fill(biasGradient, 0);
  }

  @Override
  void forward(int first, int rows) {
    for (int row = 0; row < rows; row++) {
      pad(in.at(first), row);
      for (int oy = 0; oy < out.shape.height(); oy++) {
        forwardLine(row, oy, out.at(first), chosen.at(first));
      }
    }
  }

  /** Lays an image's planes into their padding, which stays zero. */
  private void pad(MemorySegment images, int row) {
    int width = in.shape.width();
    int height = in.shape.height();
    long at = (long) row * in.shape.size() * Float.BYTES;
    for (int c = 0; c < channels; c++) {
      int to = c * planeSize + padding * pitch + padding;
      for (int y = 0; y < height; y++) {
        MemorySegment.copy(images, JAVA_FLOAT, at, planes, to + y * pitch, width);
        at += (long) width * Float.BYTES;
      }
    }
  }

  private void forwardLine(int row, int oy, MemorySegment outputs, MemorySegment places) {
    for (int ox = 0; ox < out.shape.width(); ox++) {
      long at = (((long) row * out.shape.height() + oy) * out.shape.width() + ox) * filters;
      for (int f = 0; f < filters; f += LANES) {
        forwardAt(2 * oy * pitch + 2 * ox, f, outputs, places, at + f);
      }
    }
  }

  /**
   * A vector of filters at the four places of a window. In one method on purpose: vectors that are
   * handed to another one are objects unless the compiler makes one of the two.
   */
  private void forwardAt(
      int corner, int f, MemorySegment outputs, MemorySegment places, long output) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, f);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int step = channels * filters;
    for (int c = 0; c < channels; c++) {
      int at = c * filters + f;
      FloatVector w0 = FloatVector.fromArray(FLOATS, weights, at);
      FloatVector w1 = FloatVector.fromArray(FLOATS, weights, at + step);
      FloatVector w2 = FloatVector.fromArray(FLOATS, weights, at + 2 * step);
      FloatVector w3 = FloatVector.fromArray(FLOATS, weights, at + 3 * step);
      FloatVector w4 = FloatVector.fromArray(FLOATS, weights, at + 4 * step);
      FloatVector w5 = FloatVector.fromArray(FLOATS, weights, at + 5 * step);
      FloatVector w6 = FloatVector.fromArray(FLOATS, weights, at + 6 * step);
      FloatVector w7 = FloatVector.fromArray(FLOATS, weights, at + 7 * step);
      FloatVector w8 = FloatVector.fromArray(FLOATS, weights, at + 8 * step);
      int p = corner + c * planeSize;
      // Sixteen pixels: a window's four places, each with its nine taps.
      FloatVector x = FloatVector.broadcast(FLOATS, planes[p]);
      s0 = x.fma(w0, s0);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      s0 = x.fma(w1, s0);
      s1 = x.fma(w0, s1);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      s0 = x.fma(w2, s0);
      s1 = x.fma(w1, s1);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      s1 = x.fma(w2, s1);
      p += pitch;
      x = FloatVector.broadcast(FLOATS, planes[p]);
      s0 = x.fma(w3, s0);
      s2 = x.fma(w0, s2);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      s0 = x.fma(w4, s0);
      s1 = x.fma(w3, s1);
      s2 = x.fma(w1, s2);
      s3 = x.fma(w0, s3);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      s0 = x.fma(w5, s0);
      s1 = x.fma(w4, s1);
      s2 = x.fma(w2, s2);
      s3 = x.fma(w1, s3);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      s1 = x.fma(w5, s1);
      s3 = x.fma(w2, s3);
      p += pitch;
      x = FloatVector.broadcast(FLOATS, planes[p]);
      s0 = x.fma(w6, s0);
      s2 = x.fma(w3, s2);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      s0 = x.fma(w7, s0);
      s1 = x.fma(w6, s1);
      s2 = x.fma(w4, s2);
      s3 = x.fma(w3, s3);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      s0 = x.fma(w8, s0);
      s1 = x.fma(w7, s1);
      s2 = x.fma(w5, s2);
      s3 = x.fma(w4, s3);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      s1 = x.fma(w8, s1);
      s3 = x.fma(w5, s3);
      p += pitch;
      x = FloatVector.broadcast(FLOATS, planes[p]);
      s2 = x.fma(w6, s2);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      s2 = x.fma(w7, s2);
      s3 = x.fma(w6, s3);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      s2 = x.fma(w8, s2);
      s3 = x.fma(w7, s3);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      s3 = x.fma(w8, s3);
    }
    VectorMask<Float> larger = s1.compare(VectorOperators.GT, s0);
    FloatVector best = s0.blend(s1, larger);
    IntVector place = IntVector.zero(INTS).blend(1, larger.cast(INTS));
    larger = s2.compare(VectorOperators.GT, best);
    best = best.blend(s2, larger);
    place = place.blend(2, larger.cast(INTS));
    larger = s3.compare(VectorOperators.GT, best);
    best = best.blend(s3, larger);
    place = place.blend(3, larger.cast(INTS));
    VectorMask<Float> alive = best.compare(VectorOperators.GT, 0f);
    best = FloatVector.zero(FLOATS).blend(best, alive);
    // No comparison is true of a NaN, which must be seen: the sum of all is one then.
    FloatVector sum = s0.add(s1).add(s2.add(s3));
    best = best.blend(sum, sum.compare(VectorOperators.NE, sum));
    best.intoMemorySegment(outputs, output * Float.BYTES, NATIVE);
    IntVector.broadcast(INTS, ImageLoops.NONE)
        .blend(place, alive.cast(INTS))
        .intoMemorySegment(places, output * Integer.BYTES, NATIVE);
  }

  @Override
  void backward(int first, int rows, MemorySegment delta, MemorySegment below) {
    if (below != null) {
      throw new IllegalArgumentException("nobody asks for the loss by an image");
    }
    MemorySegment places = chosen.at(first);
    for (int row = 0; row < rows; row++) {
      pad(in.at(first), row);
      for (int oy = 0; oy < out.shape.height(); oy++) {
        for (int f = 0; f < filters; f += LANES) {
          for (int c = 0; c < channels; c++) {
            gradientLine(row * out.shape.height() + oy, 2 * oy, f, c, delta, places);
          }
        }
      }
    }
  }

  /**
   * Adds a line of windows to the gradient of a vector of filters by one channel. Each loss is at
   * one of four places, and a zero at the others: multiplying all four costs less than finding out.
   *
   * @param line of outputs, counted over rows
   * @param y first line of the windows, in the padded plane
   */
  private void gradientLine(
      int line, int y, int f, int c, MemorySegment delta, MemorySegment places) {
    int step = channels * filters;
    int at = c * filters + f;
    FloatVector w0 = FloatVector.fromArray(FLOATS, gradient, at);
    FloatVector w1 = FloatVector.fromArray(FLOATS, gradient, at + step);
    FloatVector w2 = FloatVector.fromArray(FLOATS, gradient, at + 2 * step);
    FloatVector w3 = FloatVector.fromArray(FLOATS, gradient, at + 3 * step);
    FloatVector w4 = FloatVector.fromArray(FLOATS, gradient, at + 4 * step);
    FloatVector w5 = FloatVector.fromArray(FLOATS, gradient, at + 5 * step);
    FloatVector w6 = FloatVector.fromArray(FLOATS, gradient, at + 6 * step);
    FloatVector w7 = FloatVector.fromArray(FLOATS, gradient, at + 7 * step);
    FloatVector w8 = FloatVector.fromArray(FLOATS, gradient, at + 8 * step);
    FloatVector sum = FloatVector.zero(FLOATS);
    FloatVector zero = FloatVector.zero(FLOATS);
    int top = c * planeSize + y * pitch;
    int width = out.shape.width();
    for (int ox = 0; ox < width; ox++) {
      long output = ((long) line * width + ox) * filters + f;
      FloatVector loss = FloatVector.fromMemorySegment(FLOATS, delta, output * Float.BYTES, NATIVE);
      IntVector place = IntVector.fromMemorySegment(INTS, places, output * Integer.BYTES, NATIVE);
      FloatVector g0 = zero.blend(loss, place.compare(VectorOperators.EQ, 0).cast(FLOATS));
      FloatVector g1 = zero.blend(loss, place.compare(VectorOperators.EQ, 1).cast(FLOATS));
      FloatVector g2 = zero.blend(loss, place.compare(VectorOperators.EQ, 2).cast(FLOATS));
      FloatVector g3 = zero.blend(loss, place.compare(VectorOperators.EQ, 3).cast(FLOATS));
      sum = sum.add(g0.add(g1).add(g2.add(g3)));
      int p = top + 2 * ox;
      // Sixteen pixels: a window's four places, each with its nine taps.
      FloatVector x = FloatVector.broadcast(FLOATS, planes[p]);
      w0 = x.fma(g0, w0);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      w1 = x.fma(g0, w1);
      w0 = x.fma(g1, w0);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      w2 = x.fma(g0, w2);
      w1 = x.fma(g1, w1);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      w2 = x.fma(g1, w2);
      p += pitch;
      x = FloatVector.broadcast(FLOATS, planes[p]);
      w3 = x.fma(g0, w3);
      w0 = x.fma(g2, w0);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      w4 = x.fma(g0, w4);
      w3 = x.fma(g1, w3);
      w1 = x.fma(g2, w1);
      w0 = x.fma(g3, w0);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      w5 = x.fma(g0, w5);
      w4 = x.fma(g1, w4);
      w2 = x.fma(g2, w2);
      w1 = x.fma(g3, w1);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      w5 = x.fma(g1, w5);
      w2 = x.fma(g3, w2);
      p += pitch;
      x = FloatVector.broadcast(FLOATS, planes[p]);
      w6 = x.fma(g0, w6);
      w3 = x.fma(g2, w3);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      w7 = x.fma(g0, w7);
      w6 = x.fma(g1, w6);
      w4 = x.fma(g2, w4);
      w3 = x.fma(g3, w3);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      w8 = x.fma(g0, w8);
      w7 = x.fma(g1, w7);
      w5 = x.fma(g2, w5);
      w4 = x.fma(g3, w4);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      w8 = x.fma(g1, w8);
      w5 = x.fma(g3, w5);
      p += pitch;
      x = FloatVector.broadcast(FLOATS, planes[p]);
      w6 = x.fma(g2, w6);
      x = FloatVector.broadcast(FLOATS, planes[p + 1]);
      w7 = x.fma(g2, w7);
      w6 = x.fma(g3, w6);
      x = FloatVector.broadcast(FLOATS, planes[p + 2]);
      w8 = x.fma(g2, w8);
      w7 = x.fma(g3, w7);
      x = FloatVector.broadcast(FLOATS, planes[p + 3]);
      w8 = x.fma(g3, w8);
    }
    w0.intoArray(gradient, at);
    w1.intoArray(gradient, at + step);
    w2.intoArray(gradient, at + 2 * step);
    w3.intoArray(gradient, at + 3 * step);
    w4.intoArray(gradient, at + 4 * step);
    w5.intoArray(gradient, at + 5 * step);
    w6.intoArray(gradient, at + 6 * step);
    w7.intoArray(gradient, at + 7 * step);
    w8.intoArray(gradient, at + 8 * step);
    if (c == 0) {
      FloatVector.fromArray(FLOATS, biasGradient, f).add(sum).intoArray(biasGradient, f);
    }
  }

  @Override
  void gradient(MemorySegment weight, MemorySegment biases) {
    MemorySegment.copy(gradient, 0, weight, JAVA_FLOAT, 0, gradient.length);
    MemorySegment.copy(biasGradient, 0, biases, JAVA_FLOAT, 0, filters);
  }

  @Override
  void moveRow(int row, int to) {
    chosen.moveRow(row, to);
  }
}
