package anchorbench.engine.cpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import anchorbench.data.ImageSet;
import anchorbench.engine.NeighbourOrder;
import anchorbench.engine.cpu.gemm.SmallGemm;
import anchorbench.engine.cpu.layers.ImageLoops;
import anchorbench.engine.cpu.neighbours.BlasPanelScores;
import anchorbench.engine.cpu.neighbours.PanelScores;
import java.lang.foreign.MemorySegment;

/** The loops in plain Java. */
final class ScalarKernels implements Kernels {
  @Override
  public String description() {
    return "scalar loops";
  }

  @Override
  public void addImages(ImageSet images, int[] chosen, int from, int to, PartialSums sums) {
    MemorySegment pixels = images.pixels();
    int size = images.pixelsPerImage();
    for (int place = from; place < to; place++) {
      int image = chosen == null ? place : chosen[place];
      int c = images.label(image);
      sums.makeRoom(c, 1);
      for (int i = 0; i < size; i++) {
        long at = (long) c * sums.pitch + i;
        int pixel = pixels.get(JAVA_BYTE, (long) image * size + i) & 0xff;
        sums.rows.setAtIndex(
            JAVA_SHORT, at, (short) (sums.rows.getAtIndex(JAVA_SHORT, at) + pixel));
      }
    }
  }

  @Override
  public void spill(MemorySegment partial, long partialAt, int[] sums, int sumsAt, int count) {
    for (int i = 0; i < count; i++) {
      sums[sumsAt + i] += partial.getAtIndex(JAVA_SHORT, partialAt + i) & 0xffff;
      partial.setAtIndex(JAVA_SHORT, partialAt + i, (short) 0);
    }
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
    for (int i = 0; i < count; i++) {
      float pixel = pixels.get(JAVA_BYTE, at + i) & 0xff;
      // The same bits, and without the instruction: old processors, which run these loops, lack it.
      out.setAtIndex(
          JAVA_FLOAT, outAt + i, offset == 0 ? pixel * factor : Math.fma(pixel, factor, offset));
    }
  }

  @Override
  public void addBias(
      MemorySegment activations, int rows, int width, MemorySegment bias, boolean relu) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < width; j++) {
        long at = (long) r * width + j;
        float sum = activations.getAtIndex(JAVA_FLOAT, at) + bias.getAtIndex(JAVA_FLOAT, j);
        activations.setAtIndex(JAVA_FLOAT, at, relu ? Math.max(0, sum) : sum);
      }
    }
  }

  @Override
  public float squaredDistance(MemorySegment values, long x, long y, int width) {
    float sum = 0;
    for (int j = 0; j < width; j++) {
      float difference =
          values.getAtIndex(JAVA_FLOAT, x + j) - values.getAtIndex(JAVA_FLOAT, y + j);
      sum += difference * difference;
    }
    return sum;
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
    for (int j = 0; j < width; j++) {
      addTripletGradientAt(j, embeddings, from, toPositive, toNegative, gradients, to);
    }
  }

  /** One column; also the tail of the vector form. */
  static void addTripletGradientAt(
      int j,
      MemorySegment embeddings,
      TripletRows from,
      float toPositive,
      float toNegative,
      MemorySegment gradients,
      TripletRows to) {
    float anchor = embeddings.getAtIndex(JAVA_FLOAT, from.anchor + j);
    float pull = toPositive * (anchor - embeddings.getAtIndex(JAVA_FLOAT, from.positive + j));
    float push = toNegative * (anchor - embeddings.getAtIndex(JAVA_FLOAT, from.negative + j));
    add(gradients, to.anchor + j, pull - push);
    add(gradients, to.positive + j, -pull);
    add(gradients, to.negative + j, push);
  }

  private static void add(MemorySegment values, long at, float amount) {
    values.setAtIndex(JAVA_FLOAT, at, values.getAtIndex(JAVA_FLOAT, at) + amount);
  }

  @Override
  public void columnSums(MemorySegment values, int rows, int width, MemorySegment sums) {
    for (int j = 0; j < width; j++) {
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
    for (long i = 0; i < (long) rows * width; i++) {
      if (!(activations.getAtIndex(JAVA_FLOAT, i) > 0)) {
        gradients.setAtIndex(JAVA_FLOAT, i, 0);
      }
    }
    columnSums(gradients, rows, width, sums);
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
    for (int i = from; i < to; i++) {
      adamAt(i, parameters, firstMoment, secondMoment, partialGradients, c);
    }
  }

  /** One parameter; also the tail of the vector form. */
  static void adamAt(
      int i,
      MemorySegment parameters,
      MemorySegment firstMoment,
      MemorySegment secondMoment,
      MemorySegment[] partialGradients,
      AdamConstants c) {
    float g = partialGradients[0].getAtIndex(JAVA_FLOAT, i);
    for (int s = 1; s < partialGradients.length; s++) {
      g += partialGradients[s].getAtIndex(JAVA_FLOAT, i);
    }
    float m = firstMoment.getAtIndex(JAVA_FLOAT, i) * c.beta1 + g * (1 - c.beta1);
    float v = secondMoment.getAtIndex(JAVA_FLOAT, i) * c.beta2 + g * g * (1 - c.beta2);
    firstMoment.setAtIndex(JAVA_FLOAT, i, m);
    secondMoment.setAtIndex(JAVA_FLOAT, i, v);
    float root = (float) Math.sqrt(v) * c.rootScale + c.epsilon;
    parameters.setAtIndex(
        JAVA_FLOAT, i, parameters.getAtIndex(JAVA_FLOAT, i) - m * c.stepSize / root);
  }

  @Override
  public double squaredDistance(float[] x, int xAt, float[] y, int yAt, int width) {
    return NeighbourOrder.squared(x, xAt, y, yAt, width);
  }

  @Override
  public void roundToBfloat16(MemorySegment from, MemorySegment to, int count) {
    for (int i = 0; i < count; i++) {
      roundToBfloat16At(i, from, to);
    }
  }

  /** One number; also the tail of the vector form. */
  static void roundToBfloat16At(int i, MemorySegment from, MemorySegment to) {
    int bits = from.get(JAVA_INT, 4L * i);
    // Half of what is cut off, less one where the last bit that stays is even. The NaN that
    // arithmetic makes stays one: its lower half is 0.
    to.setAtIndex(JAVA_SHORT, i, (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
  }

  @Override
  public ImageLoops imageLoops() {
    return new ImageLoops();
  }

  @Override
  public PanelScores panelScores(SmallGemm library) {
    return new BlasPanelScores(library);
  }
}
