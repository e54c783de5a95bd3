package anchorbench.engine.cuda;

import anchorbench.engine.cuda.driver.Driver;
import anchorbench.engine.cuda.driver.Grid;
import anchorbench.engine.cuda.driver.KernelArguments;

/**
 * Launches of the kernels between the products of convolutional networks; each method is one. All
 * addresses are the device's.
 */
final class ImageKernels {
  private static final int THREADS = 256;

  /** Rows that a thread handles, because it computes its place once. */
  private static final int MOST_ROWS = 8;

  /** Blocks that keep every multiprocessor busy; below it, threads handle fewer rows. */
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;

  /** The most blocks that grid.y may have. */
  private static final int MOST_SPLITS = 65_535;

  private final Kernels kernels;

  ImageKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  /**
   * @param numbers of an image, each in a thread of its own
   */
  private void launch(
      Stream stream, String kernel, int numbers, int rows, KernelArguments arguments) {
    int blocks = Math.ceilDiv(numbers, THREADS);
    int busy = BLOCKS_PER_MULTIPROCESSOR * stream.context().attribute(Driver.MULTIPROCESSOR_COUNT);
    int splits = Math.max(Math.ceilDiv(rows, MOST_ROWS), Math.ceilDiv(busy, blocks));
    stream.launch(
        kernels.function(kernel),
        new Grid(blocks, Math.clamp(splits, 1, Math.min(rows, MOST_SPLITS)), THREADS, 1),
        arguments);
  }

  /** Each number of all rows in a thread of its own. */
  private void launchFlat(Stream stream, String kernel, long count, KernelArguments arguments) {
    stream.launch(kernels.function(kernel), Grid.covering(count, THREADS), arguments);
  }

  /**
   * @param from the window's input, from some row on; bfloat16 if {@code halves}
   * @param to the patches, of the same type, {@code pitch} numbers each
   */
  void patches(
      Stream stream, ImageWindow window, long from, int rows, int pitch, long to, boolean halves) {
    int places = window.out().shape().height() * window.out().shape().width();
    launch(
        stream,
        halves ? "patches_bfloat16" : "patches",
        Math.multiplyExact(places, pitch / 4),
        rows,
        new KernelArguments()
            .pointer(from)
            .struct(window.struct())
            .integer(rows)
            .integer(pitch)
            .pointer(to));
  }

  /**
   * The loss by images {@code first} to {@code first + rows} of the window's input.
   *
   * @param from loss by their patches, float32
   */
  void imagesFromPatches(
      Stream stream, ImageWindow window, long from, int first, int rows, int pitch) {
    ImageTensor in = window.in();
    long skipped = (long) first * in.shape().size() * Float.BYTES;
    long slope = in.slope();
    boolean byFour = in.order() == TensorOrder.CHANNELS_LAST && in.shape().channels() % 4 == 0;
    launch(
        stream,
        byFour ? "images_from_patches4" : "images_from_patches",
        in.shape().size() / (byFour ? 4 : 1),
        rows,
        new KernelArguments()
            .pointer(from)
            .struct(window.struct())
            .integer(rows)
            .integer(pitch)
            .pointer(slope == 0 ? 0 : slope + skipped)
            .pointer(in.delta() + skipped));
  }

  /**
   * @param chosen int32 [rows, output], which pixel each number is; 0 where nobody asks
   */
  void maxPool(Stream stream, ImageWindow window, int rows, long chosen) {
    launch(
        stream,
        "max_pool",
        window.out().shape().size(),
        rows,
        new KernelArguments()
            .pointer(window.in().values())
            .struct(window.struct())
            .integer(rows)
            .pointer(window.out().values())
            .pointer(window.out().halves())
            .pointer(chosen));
  }

  /** The slope of a ReLU before it is that of the numbers that were chosen. */
  void maxPoolBackward(Stream stream, ImageWindow window, int rows, long chosen) {
    launch(
        stream,
        "max_pool_backward",
        window.in().shape().size(),
        rows,
        new KernelArguments()
            .pointer(window.out().delta())
            .struct(window.struct())
            .integer(rows)
            .pointer(chosen)
            .pointer(window.in().rectified() ? window.out().values() : 0)
            .pointer(window.in().delta()));
  }

  void averagePool(Stream stream, ImageWindow window, int rows) {
    launch(
        stream,
        "average_pool",
        window.out().shape().size(),
        rows,
        new KernelArguments()
            .pointer(window.in().values())
            .struct(window.struct())
            .integer(rows)
            .pointer(window.out().values())
            .pointer(window.out().halves()));
  }

  void averagePoolBackward(Stream stream, ImageWindow window, int rows) {
    launch(
        stream,
        "average_pool_backward",
        window.in().shape().size(),
        rows,
        new KernelArguments()
            .pointer(window.out().delta())
            .struct(window.struct())
            .integer(rows)
            .pointer(window.in().slope())
            .pointer(window.in().delta()));
  }

  /** In place. */
  void relu(Stream stream, ImageTensor images, int rows) {
    long count = (long) rows * images.shape().size();
    launchFlat(
        stream,
        "relu",
        count,
        new KernelArguments().pointer(images.values()).longInteger(count).pointer(images.halves()));
  }

  /** Multiplies the loss by the slope of the ReLU that made the values. */
  void reluBackward(Stream stream, ImageTensor images, int rows) {
    long count = (long) rows * images.shape().size();
    launchFlat(
        stream,
        "relu_backward",
        count,
        new KernelArguments().pointer(images.delta()).pointer(images.values()).longInteger(count));
  }
}
