package anchorbench.engine.cpu;

import anchorbench.data.ImageSet;
import anchorbench.data.PixelScaling;
import anchorbench.engine.cpu.gemm.SmallGemm;
import anchorbench.engine.cpu.layers.ImageLoops;
import anchorbench.engine.cpu.neighbours.PanelScores;
import java.lang.foreign.MemorySegment;

/**
 * The loops around the matrix products: {@link VectorKernels}, of which {@link MachineCodeKernels}
 * replaces the memory-bound ones, and, where the vector module is not there, {@link ScalarKernels}.
 *
 * <p>Segments are native; {@code at} counts elements, not bytes; matrices are row-major and dense.
 */
interface Kernels {
  /** What runs, e.g. {@code "Vector API, 512-bit"}. */
  String description();

  /**
   * Adds images to the sums of their classes, making room before.
   *
   * @param chosen image numbers, or null for 0, 1, 2, ...
   * @param from first place in {@code chosen}
   * @param to end of the places
   */
  void addImages(ImageSet images, int[] chosen, int from, int to, PartialSums sums);

  /** Adds a row of uint16 to int32 and zeroes it. */
  void spill(MemorySegment partial, long partialAt, int[] sums, int sumsAt, int count);

  /** {@code out[i] = fma(float32(pixels[i]), factor, offset)}, one rounding. */
  void scalePixels(
      MemorySegment pixels,
      long at,
      float factor,
      float offset,
      MemorySegment out,
      long outAt,
      int count);

  /**
   * {@code out[row, :]} = the scaled pixels of image {@code imageOfRow[row]}, for rows {@code from}
   * to {@code to}.
   *
   * @param out float32 [*, pixels of an image]
   * @param staging room for some images, the calling thread's own
   */
  default void gather(
      ImageSet images,
      int[] imageOfRow,
      int from,
      int to,
      PixelScaling scaling,
      MemorySegment out,
      MemorySegment staging) {
    int size = images.pixelsPerImage();
    // Rows lie at random in memory: copying many in a row keeps several cache misses in flight,
    // where converting one waits for that one. On two cores 384 rows took 42 us this way and 72 us
    // converted in place, 3,072 rows 350 us and 570 us.
    int most = (int) (staging.byteSize() / size);
    for (int row = from; row < to; row += most) {
      int count = Math.min(most, to - row);
      for (int i = 0; i < count; i++) {
        MemorySegment.copy(
            images.pixels(), (long) imageOfRow[row + i] * size, staging, (long) i * size, size);
      }
      scaleRows(staging, size, scaling, out, (long) row * size, count);
    }
  }

  /** Scales {@code count} images that lie one after the other, plane by plane. */
  default void scaleRows(
      MemorySegment rows,
      int size,
      PixelScaling scaling,
      MemorySegment out,
      long outAt,
      int count) {
    // With one pair for all of it everything is one plane.
    int planes = scaling.pairs() == 1 ? 1 : count * scaling.pairs();
    int plane = count * size / planes;
    for (int i = 0; i < planes; i++) {
      int pair = i % scaling.pairs();
      int at = i * plane;
      scalePixels(rows, at, scaling.factor(pair), scaling.offset(pair), out, outAt + at, plane);
    }
  }

  /** {@code activations += bias}, then ReLU if asked; [rows, width] and [width]. */
  void addBias(MemorySegment activations, int rows, int width, MemorySegment bias, boolean relu);

  /** Squared Euclidean distance of two rows. */
  float squaredDistance(MemorySegment values, long x, long y, int width);

  /**
   * Adds one triplet's gradient: {@code toPositive (a - p) - toNegative (a - n)} to the anchor's
   * row, {@code -toPositive (a - p)} to the positive's, {@code toNegative (a - n)} to the
   * negative's.
   *
   * @param embeddings read at {@code from}
   * @param gradients added to at {@code to}
   */
  void addTripletGradient(
      MemorySegment embeddings,
      TripletRows from,
      float toPositive,
      float toNegative,
      MemorySegment gradients,
      TripletRows to,
      int width);

  /** {@code sums[j]} = sum over rows of {@code values[r, j]}. */
  void columnSums(MemorySegment values, int rows, int width, MemorySegment sums);

  /** Zeroes the gradient where the activation is 0 (ReLU), and sums the columns of what is left. */
  void reluGradient(
      MemorySegment activations, MemorySegment gradients, int rows, int width, MemorySegment sums);

  /**
   * Adam on parameters {@code from} to {@code to}; the gradient is the sum of the partial ones, in
   * order.
   */
  void adam(
      MemorySegment parameters,
      MemorySegment firstMoment,
      MemorySegment secondMoment,
      MemorySegment[] partialGradients,
      int from,
      int to,
      AdamConstants constants);

  /** Squared distance of two rows of arrays, in double. */
  double squaredDistance(float[] x, int xAt, float[] y, int yAt, int width);

  /**
   * Rounds float32 to bfloat16, to nearest and ties to even.
   *
   * @param to int16, the upper halves
   */
  void roundToBfloat16(MemorySegment from, MemorySegment to, int count);

  /** How a search for neighbours multiplies: with vectors, or else by a library's product. */
  PanelScores panelScores(SmallGemm library);

  /** Loops over images that have channels last. */
  ImageLoops imageLoops();

  /** One step's constants, rounded to float32. */
  final class AdamConstants {
    float beta1;
    float beta2;
    float stepSize;
    float rootScale;
    float epsilon;
  }
}
