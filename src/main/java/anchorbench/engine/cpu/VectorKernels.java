package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.data.ImageSet;
import anchorbench.engine.cpu.gemm.SmallGemm;
import anchorbench.engine.cpu.layers.ImageLoops;
import anchorbench.engine.cpu.layers.VectorImageLoops;
import anchorbench.engine.cpu.neighbours.PanelScores;
import anchorbench.engine.cpu.neighbours.VectorPanelScores;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The loops with the Vector API, at the width the processor prefers: 256 or 512 bits. */
class VectorKernels implements Kernels {
  // Constants, every one: a species the compiler cannot see as such costs 40x.
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES_FOR_INTS =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 4));
  private static final VectorSpecies<Byte> BYTES_FOR_SHORTS =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(SHORTS.vectorBitSize() / 2));
  private static final VectorSpecies<Short> SHORTS_FOR_INTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS_FOR_DOUBLES =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
  private static final int LANES = FLOATS.length();
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final VectorShuffle<Float> HALF = rotation(LANES / 2);
  private static final VectorShuffle<Float> QUARTER = rotation(LANES / 4);
  private static final VectorShuffle<Float> EIGHTH = rotation(LANES / 8);
  private static final VectorShuffle<Float> SIXTEENTH = rotation(LANES / 16);

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane + by) % LANES);
  }

  @Override
  public String description() {
    return "Vector API, " + FLOATS.vectorBitSize() + "-bit";
  }

  private static FloatVector load(MemorySegment values, long at) {
    return FloatVector.fromMemorySegment(FLOATS, values, at * Float.BYTES, NATIVE);
  }

  private static void store(FloatVector vector, MemorySegment values, long at) {
    vector.intoMemorySegment(values, at * Float.BYTES, NATIVE);
  }

  @Override
  public void addImages(ImageSet images, int[] chosen, int from, int to, PartialSums sums) {
    MemorySegment pixels = images.pixels();
    int size = images.pixelsPerImage();
    for (int place = from; place < to; place++) {
      int image = chosen == null ? place : chosen[place];
      int c = images.label(image);
      sums.makeRoom(c, 1);
      addImage(pixels, (long) image * size, sums.rows, (long) c * sums.pitch, size);
    }
  }

  private static void addImage(
      MemorySegment pixels, long at, MemorySegment partial, long partialAt, int count) {
    // No tail: the last vector reads into the padding or the next image and adds to lanes nobody
    // reads. A masked or scalar tail of 784 = 24.5 * 32 took as long as a third of the image.
    for (int i = 0; i < count; i += SHORTS.length()) {
      ShortVector wide =
          (ShortVector)
              ByteVector.fromMemorySegment(BYTES_FOR_SHORTS, pixels, at + i, NATIVE)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2S, SHORTS, 0);
      long byteAt = (partialAt + i) * Short.BYTES;
      ShortVector.fromMemorySegment(SHORTS, partial, byteAt, NATIVE)
          .add(wide)
          .intoMemorySegment(partial, byteAt, NATIVE);
    }
  }

  @Override
  public void spill(MemorySegment partial, long partialAt, int[] sums, int sumsAt, int count) {
    int i = 0;
    for (int bound = SHORTS.loopBound(count); i < bound; i += SHORTS.length()) {
      long byteAt = (partialAt + i) * Short.BYTES;
      ShortVector values = ShortVector.fromMemorySegment(SHORTS, partial, byteAt, NATIVE);
      ShortVector.zero(SHORTS).intoMemorySegment(partial, byteAt, NATIVE);
      for (int half = 0; half < 2; half++) {
        int at = sumsAt + i + half * INTS.length();
        IntVector wide =
            (IntVector) values.convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, half);
        IntVector.fromArray(INTS, sums, at).add(wide).intoArray(sums, at);
      }
    }
    TAIL.spill(partial, partialAt + i, sums, sumsAt + i, count - i);
  }

  @Override
  public void scalePixels(
      MemorySegment pixels,
      long at,
      float factor,
      float offset,
      MemorySegment out,
      long outAt,
      int count) {
    FloatVector factors = FloatVector.broadcast(FLOATS, factor);
    FloatVector offsets = FloatVector.broadcast(FLOATS, offset);
    // An int counter: with a long one the loop ran at half the speed.
    int i = 0;
    for (int bound = FLOATS.loopBound(count); i < bound; i += LANES) {
      FloatVector values =
          (FloatVector)
              ByteVector.fromMemorySegment(BYTES_FOR_INTS, pixels, at + i, NATIVE)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                  .convertShape(VectorOperators.I2F, FLOATS, 0);
      store(values.fma(factors, offsets), out, outAt + i);
    }
    TAIL.scalePixels(pixels, at + i, factor, offset, out, outAt + i, count - i);
  }

  @Override
  public void addBias(
      MemorySegment activations, int rows, int width, MemorySegment bias, boolean relu) {
    int bound = FLOATS.loopBound(width);
    // ReLU as a maximum with 0; a linear layer's floor lies below every float.
    float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int r = 0; r < rows; r++) {
      long row = (long) r * width;
      int j = 0;
      for (; j < bound; j += LANES) {
        store(load(activations, row + j).add(load(bias, j)).max(floor), activations, row + j);
      }
      for (; j < width; j++) {
        float sum = activations.getAtIndex(JAVA_FLOAT, row + j) + bias.getAtIndex(JAVA_FLOAT, j);
        activations.setAtIndex(JAVA_FLOAT, row + j, Math.max(floor, sum));
      }
    }
  }

  @Override
  public float squaredDistance(MemorySegment values, long x, long y, int width) {
    FloatVector sums = FloatVector.zero(FLOATS);
    int j = 0;
    for (int bound = FLOATS.loopBound(width); j < bound; j += LANES) {
      FloatVector difference = load(values, x + j).sub(load(values, y + j));
      sums = sums.add(difference.mul(difference));
    }
    float sum = sumOfLanes(sums);
    for (; j < width; j++) {
      float difference =
          values.getAtIndex(JAVA_FLOAT, x + j) - values.getAtIndex(JAVA_FLOAT, y + j);
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * Sums by halves, in an order of its own: {@code reduceLanes} may add in another order once a
   * loop is compiled, and then one seed no longer gives one result.
   */
  private static float sumOfLanes(FloatVector vector) {
    vector = vector.add(vector.rearrange(HALF));
    vector = vector.add(vector.rearrange(QUARTER));
    vector = vector.add(vector.rearrange(EIGHTH));
    return LANES == 16 ? vector.add(vector.rearrange(SIXTEENTH)).lane(0) : vector.lane(0);
  }

  @Override
  public void addTripletGradient(
      MemorySegment embeddings,
      TripletRows from,
      float toPositive,
      float toNegative,
      MemorySegment gradients,
      TripletRows to,
      int width) {
    int j = 0;
    for (int bound = FLOATS.loopBound(width); j < bound; j += LANES) {
      FloatVector anchor = load(embeddings, from.anchor + j);
      FloatVector pull = anchor.sub(load(embeddings, from.positive + j)).mul(toPositive);
      FloatVector push = anchor.sub(load(embeddings, from.negative + j)).mul(toNegative);
      add(gradients, to.anchor + j, pull.sub(push));
      add(gradients, to.positive + j, pull.neg());
      add(gradients, to.negative + j, push);
    }
    for (; j < width; j++) {
      ScalarKernels.addTripletGradientAt(
          j, embeddings, from, toPositive, toNegative, gradients, to);
    }
  }

  private static final ScalarKernels TAIL = new ScalarKernels();

  private static void add(MemorySegment values, long at, FloatVector amount) {
    store(load(values, at).add(amount), values, at);
  }

  @Override
  public void columnSums(MemorySegment values, int rows, int width, MemorySegment sums) {
    int j = 0;
    for (int bound = FLOATS.loopBound(width); j < bound; j += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int r = 0; r < rows; r++) {
        sum = sum.add(load(values, (long) r * width + j));
      }
      store(sum, sums, j);
    }
    for (; j < width; j++) {
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += values.getAtIndex(JAVA_FLOAT, (long) r * width + j);
      }
      sums.setAtIndex(JAVA_FLOAT, j, sum);
    }
  }

  @Override
  public void reluGradient(
      MemorySegment activations, MemorySegment gradients, int rows, int width, MemorySegment sums) {
    FloatVector zero = FloatVector.zero(FLOATS);
    int j = 0;
    for (int bound = FLOATS.loopBound(width); j < bound; j += LANES) {
      FloatVector sum = zero;
      for (int r = 0; r < rows; r++) {
        long at = (long) r * width + j;
        var alive = load(activations, at).compare(VectorOperators.GT, 0f);
        FloatVector kept = zero.blend(load(gradients, at), alive);
        store(kept, gradients, at);
        sum = sum.add(kept);
      }
      store(sum, sums, j);
    }
    for (; j < width; j++) {
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        long at = (long) r * width + j;
        float kept =
            activations.getAtIndex(JAVA_FLOAT, at) > 0 ? gradients.getAtIndex(JAVA_FLOAT, at) : 0;
        gradients.setAtIndex(JAVA_FLOAT, at, kept);
        sum += kept;
      }
      sums.setAtIndex(JAVA_FLOAT, j, sum);
    }
  }

  @Override
  public void adam(
      MemorySegment parameters,
      MemorySegment firstMoment,
      MemorySegment secondMoment,
      MemorySegment[] partialGradients,
      int from,
      int to,
      AdamConstants c) {
    int i = from;
    for (int bound = from + FLOATS.loopBound(to - from); i < bound; i += LANES) {
      FloatVector g = load(partialGradients[0], i);
      for (int s = 1; s < partialGradients.length; s++) {
        g = g.add(load(partialGradients[s], i));
      }
      FloatVector m = load(firstMoment, i).mul(c.beta1).add(g.mul(1 - c.beta1));
      FloatVector v = load(secondMoment, i).mul(c.beta2).add(g.mul(g).mul(1 - c.beta2));
      store(m, firstMoment, i);
      store(v, secondMoment, i);
      FloatVector root = v.sqrt().mul(c.rootScale).add(c.epsilon);
      store(load(parameters, i).sub(m.mul(c.stepSize).div(root)), parameters, i);
    }
    for (; i < to; i++) {
      ScalarKernels.adamAt(i, parameters, firstMoment, secondMoment, partialGradients, c);
    }
  }

  @Override
  public double squaredDistance(float[] x, int xAt, float[] y, int yAt, int width) {
    DoubleVector sums = DoubleVector.zero(DOUBLES);
    int j = 0;
    for (int bound = DOUBLES.loopBound(width); j < bound; j += DOUBLES.length()) {
      DoubleVector difference = doubles(x, xAt + j).sub(doubles(y, yAt + j));
      sums = difference.fma(difference, sums);
    }
    double sum = sums.reduceLanes(VectorOperators.ADD);
    for (; j < width; j++) {
      double difference = (double) x[xAt + j] - y[yAt + j];
      sum += difference * difference;
    }
    return sum;
  }

  private static DoubleVector doubles(float[] values, int at) {
    return (DoubleVector)
        FloatVector.fromArray(FLOATS_FOR_DOUBLES, values, at)
            .convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  @Override
  public void roundToBfloat16(MemorySegment from, MemorySegment to, int count) {
    int i = 0;
    for (int bound = INTS.loopBound(count); i < bound; i += LANES) {
      IntVector bits = IntVector.fromMemorySegment(INTS, from, 4L * i, NATIVE);
      IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
      ShortVector upper =
          (ShortVector)
              bits.add(odd)
                  .add(0x7fff)
                  .lanewise(VectorOperators.LSHR, 16)
                  .convertShape(VectorOperators.I2S, SHORTS_FOR_INTS, 0);
      upper.intoMemorySegment(to, 2L * i, NATIVE);
    }
    for (; i < count; i++) {
      ScalarKernels.roundToBfloat16At(i, from, to);
    }
  }

  @Override
  public ImageLoops imageLoops() {
    return new VectorImageLoops();
  }

  @Override
  public PanelScores panelScores(SmallGemm library) {
    return new VectorPanelScores();
  }
}
