package anchorbench.engine.cpu;

import java.lang.foreign.MemorySegment;

/**
 * The loops between the matrix products. Two implementations: {@link VectorKernels} and, where the
 * vector module is not there, {@link ScalarKernels}.
 *
 * <p>Segments are native; {@code at} counts elements, not bytes; matrices are row-major and dense.
 */
interface Kernels {
  /** Images of one class that a uint16 partial sum holds: 257 * 255 is 65,535. */
  int MAX_PARTIAL_IMAGES = 257;

  /** What runs, e.g. {@code "Vector API, 512-bit"}. */
  String description();

  /**
   * Adds images, in order, to the partial sums of their classes, until one is full or all are
   * added.
   *
   * @param pixels uint8 [*, size], at least {@code NativeMemory.PADDING} bytes readable behind
   * @param chosen image numbers, or null for 0, 1, 2, ...
   * @param classes class of each image, uint8
   * @param from first place in {@code chosen}
   * @param to end of the places
   * @param partial uint16, the row of class c at {@code c * pitch}; rows may be written up to a
   *     multiple of 64
   * @param held images in each class's partial sum, counted on
   * @return the first place not added: the image before filled its class, or it is {@code to}
   */
  int addImages(
      MemorySegment pixels,
      int size,
      int[] chosen,
      byte[] classes,
      int from,
      int to,
      MemorySegment partial,
      int pitch,
      int[] held);

  /** Adds a row of uint16 to int32 and zeroes it. */
  void spill(MemorySegment partial, long partialAt, int[] sums, int sumsAt, int count);

  /** {@code out[i] = float32(pixels[i]) * scale}. */
  void scalePixels(
      MemorySegment pixels, long at, float scale, MemorySegment out, long outAt, int count);

  /** {@code activations += bias}, then ReLU if asked; [rows, width] and [width]. */
  void addBias(MemorySegment activations, int rows, int width, MemorySegment bias, boolean relu);

  /** Squared Euclidean distance of two rows. */
  float squaredDistance(MemorySegment values, long x, long y, int width);

  /**
   * Adds one triplet's gradient: {@code toPositive (a - p) - toNegative (a - n)} to the anchor's
   * row, {@code -toPositive (a - p)} to the positive's, {@code toNegative (a - n)} to the
   * negative's.
   *
   * @param embeddings read at the three {@code from} positions
   * @param gradients added to at the three {@code to} positions
   */
  void addTripletGradient(
      MemorySegment embeddings,
      long fromAnchor,
      long fromPositive,
      long fromNegative,
      float toPositive,
      float toNegative,
      MemorySegment gradients,
      long toAnchorRow,
      long toPositiveRow,
      long toNegativeRow,
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

  /**
   * First {@code j} from {@code start} on with {@code norms[j] - 2 products[j] < threshold}, or
   * {@code count}.
   */
  int nextBelow(
      MemorySegment products,
      long productsAt,
      MemorySegment norms,
      long normsAt,
      int start,
      int count,
      float threshold);

  /** One step's constants, rounded to float32. */
  final class AdamConstants {
    float beta1;
    float beta2;
    float stepSize;
    float rootScale;
    float epsilon;
  }
}
