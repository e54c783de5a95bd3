package anchorbench.engine.cpu.convolution;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import anchorbench.engine.cpu.gemm.Gemm;
import anchorbench.engine.cpu.gemm.Gemm.Read;
import anchorbench.memory.NativeMemory;
import anchorbench.network.layer.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A convolution as products of matrices: the inputs of each place are copied into a row, and the
 * rows multiplied by the weights (Chellapilla et al. 2006, "High performance convolutional neural
 * networks for document processing"). Where there is no library of convolutions, or none that is
 * fast for a shape.
 */
public final class GemmConvolution implements Convolution {
  private final Gemm gemm;
  private final ConvolutionShape shape;

  /** float32 [rows x places, taps]: what each place sees, and the loss by it. */
  private final MemorySegment patches;

  private final MemorySegment weights;
  private final MemorySegment bias;
  private final MemorySegment blockGradient;
  private final MemorySegment gradient;
  private final MemorySegment biasGradient;

  public GemmConvolution(Gemm gemm, Arena arena, ConvolutionShape shape) {
    this.gemm = gemm;
    this.shape = shape;
    long size = (long) shape.taps() * shape.out().channels();
    patches = NativeMemory.allocateFloats(arena, (long) BLOCK * places() * shape.taps());
    weights = NativeMemory.allocateFloats(arena, size);
    blockGradient = NativeMemory.allocateFloats(arena, size);
    gradient = NativeMemory.allocateFloats(arena, size);
    bias = NativeMemory.allocateFloats(arena, shape.out().channels());
    biasGradient = NativeMemory.allocateFloats(arena, shape.out().channels());
  }

  /** What the rows of copied inputs take. */
  public static double workBytes(ConvolutionShape shape) {
    double places = (double) shape.out().height() * shape.out().width();
    return Float.BYTES * BLOCK * places * shape.taps();
  }

  private int places() {
    return shape.out().height() * shape.out().width();
  }

  private int filters() {
    return shape.out().channels();
  }

  @Override
  public void setWeights(MemorySegment weight, MemorySegment biases) {
    MemorySegment.copy(weight, 0, weights, 0, (long) shape.taps() * filters() * Float.BYTES);
    MemorySegment.copy(biases, 0, bias, 0, (long) filters() * Float.BYTES);
    gradient.fill((byte) 0);
    biasGradient.fill((byte) 0);
  }

  @Override
  public void forward(int rows, MemorySegment in, MemorySegment out) {
    gather(rows, in);
    int count = rows * places();
    gemm.multiply(
        new Gemm.Shape(Read.AS_IS, Read.AS_IS, count, filters(), shape.taps()),
        patches,
        weights,
        out);
    float floor = shape.relu() ? 0 : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      for (int filter = 0; filter < filters(); filter++) {
        long at = (long) i * filters() + filter;
        float sum = out.getAtIndex(JAVA_FLOAT, at) + bias.getAtIndex(JAVA_FLOAT, filter);
        out.setAtIndex(JAVA_FLOAT, at, Math.max(floor, sum));
      }
    }
  }

  @Override
  public void backward(int rows, MemorySegment in, MemorySegment delta, MemorySegment below) {
    gather(rows, in);
    int count = rows * places();
    gemm.multiply(
        new Gemm.Shape(Read.TRANSPOSED, Read.AS_IS, shape.taps(), filters(), count),
        patches,
        delta,
        blockGradient);
    add(blockGradient, gradient, shape.taps() * filters());
    for (int i = 0; i < count; i++) {
      for (int filter = 0; filter < filters(); filter++) {
        add(biasGradient, filter, delta.getAtIndex(JAVA_FLOAT, (long) i * filters() + filter));
      }
    }
    if (below != null) {
      gemm.multiply(
          new Gemm.Shape(Read.AS_IS, Read.TRANSPOSED, count, shape.taps(), filters()),
          delta,
          weights,
          patches);
      scatter(rows, below);
    }
  }

  private static void add(MemorySegment block, MemorySegment sum, int count) {
    for (int i = 0; i < count; i++) {
      add(sum, i, block.getAtIndex(JAVA_FLOAT, i));
    }
  }

  private static void add(MemorySegment values, long at, float amount) {
    values.setAtIndex(JAVA_FLOAT, at, values.getAtIndex(JAVA_FLOAT, at) + amount);
  }

  /** What is done with each row of the kernel at each place: its channels lie together. */
  private interface Visitor {
    /**
     * @param image number of the first input, or -1 in the padding
     * @param patch number of the first of as many in the patches
     */
    void at(long image, long patch);
  }

  private void gather(int rows, MemorySegment in) {
    long bytes = (long) shape.in().channels() * Float.BYTES;
    visit(
        rows,
        (image, patch) -> {
          if (image < 0) {
            patches.asSlice(patch * Float.BYTES, bytes).fill((byte) 0);
          } else {
            MemorySegment.copy(in, image * Float.BYTES, patches, patch * Float.BYTES, bytes);
          }
        });
  }

  private void scatter(int rows, MemorySegment below) {
    int channels = shape.in().channels();
    below.asSlice(0, (long) rows * shape.in().size() * Float.BYTES).fill((byte) 0);
    visit(
        rows,
        (image, patch) -> {
          for (int c = 0; c < channels && image >= 0; c++) {
            add(below, image + c, patches.getAtIndex(JAVA_FLOAT, patch + c));
          }
        });
  }

  private void visit(int rows, Visitor visitor) {
    Window window = shape.window();
    int height = shape.in().height();
    int width = shape.in().width();
    int channels = shape.in().channels();
    long patch = 0;
    for (int row = 0; row < rows; row++) {
      for (int oy = 0; oy < shape.out().height(); oy++) {
        for (int ox = 0; ox < shape.out().width(); ox++) {
          for (int ky = 0; ky < window.size(); ky++) {
            int y = window.start(oy) + ky;
            for (int kx = 0; kx < window.size(); kx++, patch += channels) {
              int x = window.start(ox) + kx;
              boolean inside = y >= 0 && y < height && x >= 0 && x < width;
              long pixel = ((long) row * height + y) * width + x;
              visitor.at(inside ? pixel * channels : -1, patch);
            }
          }
        }
      }
    }
  }

  @Override
  public void gradient(MemorySegment weight, MemorySegment biases) {
    MemorySegment.copy(gradient, 0, weight, 0, (long) shape.taps() * filters() * Float.BYTES);
    MemorySegment.copy(biasGradient, 0, biases, 0, (long) filters() * Float.BYTES);
  }
}
